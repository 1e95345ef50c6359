package org.musterhpc.launcher.cluster.batch.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;

class ElementSizingTest {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration AROUND = Duration.ofSeconds(80);
    private static final Limits LIMITS = new Limits(
            1001,
            null,
            Map.of(
                    "long", new Limits.Partition(true, Limits.Counts.UNKNOWN, Limits.Most.UNKNOWN, 8),
                    "short",
                            new Limits.Partition(
                                    false,
                                    Limits.Counts.UNKNOWN,
                                    new Limits.Most(Duration.ofMinutes(5), 4, 8L << 30),
                                    4)));

    private static ElementSizing sizing(String partition, Integer cpus, Duration walltime) {
        return new ElementSizing(
                new ClusterSettings.Batch(
                        "cosma",
                        "slurm",
                        partition == null ? Map.of() : Map.of("partition", partition),
                        List.of(),
                        new ClusterSettings.Arrays(new Goal.Auto(), null, cpus, walltime),
                        new ClusterSettings.Site("~/muster", null, ClusterSettings.Site.TIMEOUT, null)),
                LIMITS,
                GRACE);
    }

    private static Stage stage(String name, Duration walltime, int cpus, Long memory) {
        Stage sample = Samples.stage(name, RetrySettings.DEFAULT, null);
        return new Stage(
                name,
                sample.command(),
                sample.shell(),
                new Stage.Limits(walltime, cpus, memory),
                sample.outputs(),
                sample.ladder(),
                sample.retry(),
                sample.after(),
                sample.followers(),
                0);
    }

    private static ElementSize of(ElementSizing sizing, boolean one, Stage... stages) {
        return sizing.of(List.of(stages), ElementSizing.Grown.NOTHING, one);
    }

    @Test
    void severalOfTheLongestTasksFitOneAfterTheOther() {
        ElementSize size = of(
                sizing(null, null, null),
                false,
                stage("a", Duration.ofMinutes(10), 1, null),
                stage("b", Duration.ofHours(1), 2, null));
        assertThat(size).isEqualTo(new ElementSize(Duration.ofHours(4).plus(AROUND), 2, null));
    }

    @Test
    void whatIsTooMuchIsNamed() {
        Duration task = Duration.ofMinutes(1);
        assertThatThrownBy(() -> of(sizing("short", null, null), false, stage("a", task, 5, null)))
                .hasMessageContaining("would ask for 5 cpus, and partition short allows 4");
        assertThatThrownBy(() -> of(sizing("short", null, null), false, stage("a", task, 1, 16L << 30)))
                .hasMessageContaining("16G of memory, and partition short allows 8G");
        assertThat(of(sizing("short", null, null), false, stage("a", task, 4, 8L << 30)))
                .isEqualTo(new ElementSize(Duration.ofMinutes(5), 4, 8L << 30));
    }

    @Test
    void schedulerIsAskedForTheAgentsMemoryToo() {
        assertThat(sizing(null, null, null).withAgent(2L << 30)).isEqualTo((2L << 30) + (256 << 20));
        assertThat(sizing(null, null, null).withAgent(null)).isNull();
        assertThat(sizing("short", null, null).withAgent(8L << 30))
                .as("all that there is")
                .isEqualTo(8L << 30);
    }

    @Test
    void shortTasksStillGetAnAllocationThatLasts() {
        assertThat(of(sizing(null, null, null), false, stage("a", Duration.ofSeconds(10), 1, null))
                        .walltime())
                .isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void anElementForOneTaskLastsForOne() {
        assertThat(of(sizing(null, null, null), true, stage("a", Duration.ofMinutes(1), 1, null))
                        .walltime())
                .isEqualTo(Duration.ofMinutes(1).plus(AROUND));
    }

    @Test
    void thePartitionsLimitIsKept() {
        assertThat(of(sizing("short", null, null), false, stage("a", Duration.ofMinutes(3), 1, null))
                        .walltime())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatFitsNowhereIsRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> of(sizing("short", null, null), false, stage("a", Duration.ofMinutes(4), 1, null)))
                .isInstanceOf(Problem.class)
                .hasMessage("a task may take 00:04:00, and partition short of cluster cosma allows 00:05:00, 80 s of"
                        + " which an agent needs for itself")
                .extracting(problem -> ((Problem) problem).exit())
                .isEqualTo(Problem.USAGE);
        assertThatThrownBy(() -> of(
                        sizing(null, null, Duration.ofMinutes(2)), false, stage("a", Duration.ofMinutes(4), 1, null)))
                .hasMessageContaining("an element on cluster cosma has 00:02:00");
    }

    @Test
    void grownTasksGetWhatTheyNeed() {
        ElementSize size = sizing(null, null, null)
                .of(
                        List.of(stage("a", Duration.ofMinutes(10), 1, 1L << 30)),
                        new ElementSizing.Grown(Duration.ofHours(2), 4L << 30),
                        false);
        assertThat(size).isEqualTo(new ElementSize(Duration.ofHours(8).plus(AROUND), 1, 4L << 30));
    }

    @Test
    void cpusAndMemoryAreForAsManyTasksAsFit() {
        ElementSize size = of(sizing(null, 8, null), false, stage("a", Duration.ofMinutes(10), 2, 1L << 30));
        assertThat(size.cpus()).isEqualTo(8);
        assertThat(size.memory()).isEqualTo(4L << 30);
        assertThat(ElementSizing.slots(List.of(stage("a", Duration.ofMinutes(1), 2, null)), 8))
                .isEqualTo(4);
        assertThatThrownBy(() -> of(sizing(null, 1, null), false, stage("a", Duration.ofMinutes(10), 2, null)))
                .hasMessage("a task needs 2 cpus, and an element on cluster cosma has 1");
    }

    @Test
    void aTaskIsHeldByAnElementWithRoomForItsAgent() {
        assertThat(ElementSizing.holds(Duration.ofMinutes(30), Duration.ofMinutes(10)))
                .isTrue();
        assertThat(ElementSizing.holds(Duration.ofMinutes(30), Duration.ofMinutes(30)))
                .isFalse();
    }
}
