package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Message;

class MessageTextTest {
    /** Pieces of which messages are made, right ones and damaged ones. */
    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "7",
            "-7",
            "07",
            "123456789012345678",
            "1234567890123456789012",
            "0.1",
            "-0.5",
            "-0.0",
            "0.000000",
            "0.0000000",
            "0.0000001",
            "12.50000000",
            "1.",
            ".5",
            "1e3",
            "1E-400",
            "--1",
            "-",
            "true",
            "tru",
            "null",
            "-true",
            "[]",
            "[1]",
            "{}",
            "{\"a\":1}",
            "\"\"",
            "\"a b\"",
            "\"ü€😀\"",
            "\"\\n\\\"\\\\\"",
            "\"\\/\"",
            "\"\\u0041\"",
            "\"\\u0001\"",
            "\"\u0001\"12",
            "\"\u007f\u2028\"",
            "\"open",
            "\"\\");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"id\":\"main/000001\"}",
                "{\"n\":1000000,\"id\":\"ü/a b\",\"params\":{\"n\":1}}",
                "{\"n\":7,\"id\":\"x\",\"params\":{\"a\":\"C:\\\\d \\\"q\\\"\\t\",\"b\":-0.25,\"c\":null,\"d\":true,\"e\":1.50}}",
            })
    void plainMessageIsTakenAsItStands(String line) throws BadMessageException {
        MessageText read = MessageText.read(line);
        assertThat(read.plain()).isTrue();
        assertThat(read.text()).isSameAs(line);
        assertThat(read.id()).isEqualTo(MessageCodec.decode(line, "?").id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"id\":\"x\",\"attempt\":1}",
                "{\"n\":1,\"id\":\"x\",\"sig\":\"abc\"}",
                "{\"id\":\"x\",\"n\":1}",
                "{\"n\":0,\"id\":\"x\"}",
                "{ \"n\":1,\"id\":\"x\"}",
                "{\"n\":1,\"id\":\"x\",\"params\":{}}",
                "{\"n\":1,\"id\":\"x\",\"params\":{\"a\":1E3}}",
            })
    void whatIsMoreOrWrittenOtherwiseIsReadInFull(String line) throws BadMessageException {
        MessageText read = MessageText.read(line);
        assertThat(read.plain()).isFalse();
        assertThat(read.text()).isEqualTo(MessageCodec.encode(MessageCodec.decode(line, "?")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"n\":1",
                "{\"n\":1,\"id\":\"\"}",
                "{\"n\":1,\"id\":\"x\"}}",
                "{\"n\":1,\"id\":\"x\",\"params\":{\"a\":1,\"a\":2}}",
                "{\"n\":1,\"id\":\"x\",\"params\":{\"a\":1}",
                "{\"n\":1,\"id\":\"x\",\"params\":{\"a\":1,}}",
            })
    void damagedLineIsRefused(String line) {
        assertThatThrownBy(() -> MessageText.read(line)).isInstanceOf(BadMessageException.class);
    }

    /** Whatever is taken as it stands must be what the codec makes of it, or a signature would be of something else. */
    @Test
    void plainIsWhatComesOutOfTheCodecAsItWentIn() throws BadMessageException {
        Random random = new Random(1);
        int plain = 0;
        for (int i = 0; i < 20_000; i++) {
            String line = line(random);
            MessageText found = PlainMessage.read(line);
            if (found != null) {
                plain++;
                Message decoded = MessageCodec.decode(line, "?");
                assertThat(MessageCodec.encode(decoded)).isEqualTo(line);
                assertThat(found).isEqualTo(new MessageText(decoded.n(), decoded.id(), line, true));
                assertThat(decoded.tries()).isEqualTo(Message.Tries.NONE);
                assertThat(decoded.extra().isEmpty()).isTrue();
            }
        }
        assertThat(plain).isBetween(1_000, 19_000);
    }

    private static String line(Random random) {
        StringBuilder line = new StringBuilder(
                "{\"n\":" + (1 + random.nextInt(2_000_000)) + ",\"id\":\"s/" + random.nextInt(99) + "\"");
        for (int i = random.nextInt(4), first = i; i > 0; i--) {
            line.append(i == first ? ",\"params\":{" : ",");
            line.append("\"k").append(random.nextInt(6)).append("\":");
            line.append(VALUES.get(random.nextInt(VALUES.size())));
            if (i == 1) {
                line.append('}');
            }
        }
        line.append('}');
        if (random.nextInt(4) == 0) { // one letter of it damaged
            line.setCharAt(random.nextInt(line.length()), "\"\\{},:0a \u0003".charAt(random.nextInt(10)));
        }
        return line.toString();
    }
}
