package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.State;

class StalemateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T20:15:03Z");
    private static final Seen NEVER = new Seen(4, 0, 0, "PartitionConfig", true);

    private final Stalemate stalemate = new Stalemate();

    @Test
    void elementsThatCanNeverStartEndTheWaitAfterAWhile() {
        look(0, 0, array(NEVER));
        look(60, 0, array(NEVER));
        Problem problem = catchThrowableOfType(Problem.class, () -> look(90, 0, array(NEVER)));
        assertThat(problem).isNotNull();
        assertThat(problem.exit()).isEqualTo(Problem.FAILED);
        assertThat(problem)
                .hasMessage("elements on cluster lab can never start: PartitionConfig (it asks for more cpus or memory"
                        + " than the partition's nodes have)");
        assertThat(problem.advice()).contains("lower cpus: of the cluster", "say the same again");
    }

    @Test
    void whateverMayStillStartOrWorksIsWaitedFor() {
        for (List<ArrayRecord> hopeful : List.of(
                List.of(array(new Seen(4, 0, 0, "Priority", false))),
                List.of(array(new Seen(4, 1, 0, "PartitionConfig", true))),
                List.of(array(new Seen(4, 0, 0, "JobHeldUser", true))),
                List.of(array(NEVER), array(new Seen(1, 0, 0, "Resources", false))),
                List.<ArrayRecord>of())) {
            Stalemate fresh = new Stalemate();
            fresh.check("lab", hopeful, 0, NOW);
            assertThatCode(() -> fresh.check("lab", hopeful, 0, NOW.plus(Duration.ofHours(9))))
                    .doesNotThrowAnyException();
        }
        look(0, 1, array(NEVER));
        look(999, 1, array(NEVER));
    }

    @Test
    void whatWasOtherwiseMeanwhileIsCountedAnew() {
        look(0, 0, array(NEVER));
        look(60, 0, array(new Seen(4, 0, 0, "Resources", false)));
        look(120, 0, array(NEVER));
        look(180, 0, array(NEVER));
    }

    private void look(int seconds, int agents, ArrayRecord... arrays) {
        stalemate.check("lab", List.of(arrays), agents, NOW.plusSeconds(seconds));
    }

    private static ArrayRecord array(Seen seen) {
        return new ArrayRecord(
                "m-a-1",
                "lab",
                "7",
                new ArrayRecord.Elements(0, 3, null, false),
                new ArrayRecord.ElementSize(Duration.ofMinutes(30), 1, null),
                seen,
                new ArrayRecord.Standing(State.SUBMITTED, NOW, NOW));
    }
}
