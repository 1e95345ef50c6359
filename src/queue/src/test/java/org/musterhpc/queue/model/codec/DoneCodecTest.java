package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;

class DoneCodecTest {
    private static final long TOKEN = 1_700_000_000_000_003L;
    private static final Instant STARTED = Instant.ofEpochMilli(1_700_000_000_012L);
    private static final Place PLACE = new Place("node1-7", "node1", "cosma", "123_4");

    private static Message message(String id, int attempt) {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("n", 17);
        ObjectNode extra = JsonNodeFactory.instance.objectNode().put("sig", "AAAA");
        Message.Tries tries = new Message.Tries(attempt, attempt - 1, 0);
        return new Message(id, 17, tries, Message.Needs.NOTHING, params, extra);
    }

    private static Ending ending(Message message, Detail detail, @Nullable LogRef log) {
        return ending(message, detail, log, 1);
    }

    private static Ending ending(Message message, Detail detail, @Nullable LogRef log, int edition) {
        Attempt last = new Attempt(
                message.tries().attempt(),
                TOKEN,
                Outcome.OK,
                detail,
                PLACE,
                STARTED,
                STARTED.plusMillis(1_234),
                new Usage(1.234, 0.5, 10_240 * 1_024L),
                null,
                log,
                Attempt.Ran.of(edition, message));
        return new Ending("main", State.DONE, message, last);
    }

    private static Ending again(Ending ending, Stage.Logs logs) {
        DoneCodec.Where where = DoneCodec.decodeWhere(DoneCodec.encode(DoneCodec.where(ending, logs)));
        return DoneCodec.decode("main", "[[7" + DoneCodec.rest(ending, logs), number -> number == 7 ? where : null);
    }

    /** The signature alone does not come back. */
    private static Ending unsigned(Ending ending) {
        Message message = ending.message();
        ObjectNode extra = message.extra().deepCopy();
        extra.remove("sig");
        return new Ending(
                ending.stage(),
                ending.state(),
                new Message(message.id(), message.n(), message.tries(), message.needs(), message.params(), extra),
                ending.last());
    }

    @Test
    void usualOneIsShort() {
        Ending usual = ending(
                message("main/000017", 1),
                new Detail(0, null, null),
                new LogRef("/logs/node1-7/slot-1.log", 4_096, 120));
        assertThat("[[7" + DoneCodec.rest(usual, Stage.Logs.SLOT))
                .isEqualTo("[[7,1700000000000003,12,1234,500,10240,4096,120],{\"n\":17,\"params\":{\"n\":17}}]");
        assertThat(again(usual, Stage.Logs.SLOT)).isEqualTo(unsigned(usual));
    }

    @Test
    void allElseComesBack() {
        Message message = message("main/a key", 3)
                .withNeeds(new Message.Needs(Duration.ofMinutes(7), 1L << 30, 2, new TaskCommand.Shell("echo \"x\"")));
        message.extra().put("run", "not ours").put("token", 5);
        Ending odd = ending(message, new Detail(null, null, "found on disk"), null, 3);
        assertThat(again(odd, Stage.Logs.SLOT)).isEqualTo(unsigned(odd));
    }

    @Test
    void resultAndOwnLogStandBesideIt() {
        Attempt plain = ending(message("main/000017", 1), new Detail(0, null, null), null)
                .last();
        Attempt last = new Attempt(
                1,
                TOKEN,
                Outcome.OK,
                plain.detail(),
                PLACE,
                STARTED,
                plain.ended(),
                plain.usage(),
                IntNode.valueOf(42),
                new LogRef("/logs/node1-7/000017.log", 0, 9));
        Ending own = new Ending("main", State.DONE, message("main/000017", 1), last);
        assertThat(DoneCodec.where(own, Stage.Logs.TASK).log()).isEqualTo("/logs/node1-7/");
        assertThat(again(own, Stage.Logs.TASK)).isEqualTo(unsigned(own));
    }

    @Test
    void placeThatIsNotKnownIsNowhere() {
        Ending usual = ending(message("main/000017", 1), new Detail(0, null, null), new LogRef("/l", 1, 2));
        Ending read = DoneCodec.decode("main", "[[8" + DoneCodec.rest(usual, Stage.Logs.SLOT), number -> null);
        assertThat(read.message().id()).isEqualTo("main/000017");
        assertThat(read.last().place()).isEqualTo(new Place("", "", "", null));
        assertThat(read.last().log()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[]",
                "[[1,2,3]]",
                "[[1,2,3,4,5,6],[]]",
                "[[1,2,3,4,5,6],{\"n\":-1}]",
                "[[1,2,3,4,5,6],{\"n\":\"a\"}]",
                "[[1,2,3,4,5,6],{\"n\":1,\"params\":7}]",
                "[[1,9223372036854775807,9223372036854775807,4,5,6],{\"n\":1}]",
            })
    void otherTextIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DoneCodec.decode("main", text, number -> null));
        Ending shown = DoneCodec.read("main", text, number -> null);
        assertThat(EndingCodec.readable(shown)).isFalse();
        assertThat(shown.state()).isEqualTo(State.DONE);
    }
}
