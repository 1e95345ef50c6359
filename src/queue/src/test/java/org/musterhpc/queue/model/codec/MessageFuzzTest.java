package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.JsonText;
import org.musterhpc.testkit.fuzz.NastyText;

/** Whatever a foreign producer, a torn file or an attacker writes: it is read, or refused as what it is. */
class MessageFuzzTest {
    private static final List<String> KEYS = List.of(
            "n", "id", "v", "attempt", "failures", "losses", "param_step", "walltime", "memory", "command", "params");
    private static final String GOOD = "{\"n\":17,\"id\":\"main/000017\",\"attempt\":1,\"failures\":1,\"param_step\":1,"
            + "\"walltime\":\"00:10:00\",\"memory\":\"2G\",\"command\":[\"a\",\"b\"],\"params\":{\"x\":1.50,\"y\":\"z\"},"
            + "\"mine\":[1,{\"a\":null}]}";
    private static final String RECORD = "{\"token\":7,\"state\":\"DONE\",\"stage\":\"main\",\"message\":" + GOOD
            + ",\"last\":{\"token\":7,\"attempt\":2,\"outcome\":\"OK\",\"exit\":0,\"agent\":\"a\",\"host\":\"h\","
            + "\"cluster\":\"c\",\"started\":\"2026-11-23T20:15:03Z\",\"ended\":\"2026-11-23T20:15:04Z\",\"wall_s\":1.5,"
            + "\"cpu_s\":1.0,\"max_rss_bytes\":5,\"result\":{\"r\":1},\"log\":{\"file\":\"/l\",\"offset\":1,\"length\":2}}}";

    @Test
    void anyTextIsAMessageOrABadOne() {
        Fuzz.check("messages", 30_000, MessageFuzzTest::message, MessageFuzzTest::comesBack);
    }

    /** Found by the above. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"params\":{\"x\":1e999999999}}",
                "{\"mine\":1e-999999999}",
                "{\"memory\":\"1.000001T\"}",
                "{\"memory\":\"999999999999T\"}",
                "{\"walltime\":\"999999999d\"}",
                "{\"walltime\":\"99999-00:00:00\"}",
                "{\"n\":1.5}",
                "{\"mine\":1E+100000000017}",
                "{\"n\":1e999999999}",
                "{\"id\":\"\\ud83d\"}"
            })
    void numberBeyondAllMeasureIsToldOrComesBack(String body) throws Exception {
        comesBack(body);
    }

    @Test
    void depthIsLimited() {
        assertThatThrownBy(() -> MessageCodec.decode("[".repeat(200_000), "id"))
                .isInstanceOf(BadMessageException.class);
        assertThatThrownBy(() -> MessageCodec.decode("{\"params\":" + "{\"a\":".repeat(200_000), "id"))
                .isInstanceOf(BadMessageException.class);
    }

    @Test
    void anyTextIsARecordOrAnIllegalArgument() {
        Fuzz.check("records", 15_000, random -> Damage.text(random, RECORD), text -> {
            try {
                Ending ending = EndingCodec.decode("main/000017", text);
                String encoded = EndingCodec.encode(ending);
                assertThat(EndingCodec.encode(
                                EndingCodec.decode(ending.message().id(), encoded)))
                        .isEqualTo(encoded);
            } catch (IllegalArgumentException told) {
                assertThat(told).hasMessageNotContaining("Cannot invoke");
            }
            try {
                ReportCodec.encode(ReportCodec.decode(text));
            } catch (IllegalArgumentException told) {
                assertThat(told).hasMessageNotContaining("Cannot invoke");
            }
        });
    }

    @Test
    void recordWithATimeThatIsNoneIsAnIllegalArgument() {
        String bad = RECORD.replace("2026-11-23T20:15:03Z", "yesterday");
        assertThatThrownBy(() -> EndingCodec.decode("x", bad)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReportCodec.decode(bad)).isInstanceOf(IllegalArgumentException.class);
        String before = RECORD.replace("\"length\":2", "\"length\":-2");
        assertThatThrownBy(() -> EndingCodec.decode("x", before)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String message(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> NastyText.of(random);
            case 1 -> JsonText.value(random, 3);
            case 2 -> random.nextInt(20) == 0 ? JsonText.deep(random) : "[" + JsonText.value(random, 1);
            case 3, 4, 5 -> JsonText.object(random, 4, KEYS);
            default -> Damage.text(random, GOOD);
        };
    }

    private static void comesBack(String body) throws Exception {
        Message message;
        try {
            message = MessageCodec.decode(body, "fallback");
        } catch (BadMessageException told) {
            assertThat(told.getMessage()).isNotBlank();
            assertThat(told.getMessage().length()).isLessThan(1000);
            return;
        }
        String encoded = MessageCodec.encode(message);
        assertThat(encoded).doesNotContain("\n").hasSizeLessThan(20 * body.length() + 200);
        Message again = MessageCodec.decode(encoded, "other");
        assertThat(MessageCodec.encode(again)).isEqualTo(encoded);
        assertThat(again.id()).isEqualTo(message.id()).isNotEmpty();
        assertThatCode(message::toString).doesNotThrowAnyException();
    }
}
