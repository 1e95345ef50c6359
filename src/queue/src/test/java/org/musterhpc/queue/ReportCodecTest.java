package org.musterhpc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;

class ReportCodecTest {
    private static final Message MESSAGE = new Message(
            "s/a\"b/ü",
            7,
            new Message.Tries(2, 1, 0),
            new Message.Needs(Duration.ofMinutes(3), null, 1, null),
            JsonNodeFactory.instance.objectNode().put("x", "line\nbreak"),
            JsonNodeFactory.instance.objectNode().put("other", true));
    private static final Lease LEASE = new Lease("s", MESSAGE, 1_700_000_000_000_123L, Instant.EPOCH, Duration.ZERO);

    static Stream<Report> reports() {
        return Stream.of(
                new Report.Finish(LEASE, new Ending("s", State.DONE, MESSAGE, attempt(Outcome.OK))),
                new Report.Bury(LEASE, new Ending("s", State.DEAD, MESSAGE, attempt(Outcome.EXIT))),
                new Report.Retry(LEASE, MESSAGE, Duration.ofMillis(1500), attempt(Outcome.WALLTIME)),
                new Report.GiveBack(LEASE, MESSAGE));
    }

    private static Attempt attempt(Outcome outcome) {
        return new Attempt(
                3,
                LEASE.token(),
                outcome,
                new Attempt.Detail(3, null, "why"),
                new Attempt.Place("a", "h", "local", "17_3"),
                Instant.parse("2026-01-01T00:00:00.123Z"),
                Instant.parse("2026-01-01T00:00:01Z"),
                new Attempt.Usage(1.5, 0.25, 4096),
                JsonNodeFactory.instance.objectNode().put("r", 1),
                new Attempt.LogRef("/logs/slot-0.log", 5, 6));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void reportIsOneLineAndComesBackAsItWas(Report report) {
        String line = ReportCodec.encode(report);
        assertThat(line).doesNotContain("\n");
        assertThat(ReportCodec.decode(line)).isEqualTo(report);
    }

    @Test
    void endIsKeptAsTheRecordOfTheCompletedQueue() {
        Report.Finish finish = (Report.Finish) reports().findFirst().orElseThrow();
        assertThat(ReportCodec.encode(finish)).isEqualTo(EndingCodec.encode(finish.ending()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "{\"campaign\":\"c\"}",
                "{\"token\":1,\"state\":\"WORKING\",\"stage\":\"s\",\"message\":{\"id\":\"s/1\"}}",
                "{\"token\":1,\"state\":\"DONE\",\"stage\":\"s\",\"message\":{\"id\":\"s/1\"}}"
            })
    void anythingElseIsNotAReport(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> ReportCodec.decode(line));
    }
}
