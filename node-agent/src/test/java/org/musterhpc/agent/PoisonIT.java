package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/**
 * A task that takes its agent with it, each time. The others here take a second, so none is claimed ahead: what an agent
 * holds beside such a task is lost with it, and counted, as long as it is not known for one.
 */
class PoisonIT {

    @TempDir
    Path folder;

    private Field field;

    @BeforeEach
    void setUp() {
        field = new Field(folder);
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        field.close();
    }

    @Test
    void taskThatKillsEveryAgentIsDeadOnceItsLossesAreTooManyAndTheOthersAreDone() throws Exception {
        field.retry = new RetrySettings(3, 1, Duration.ofMillis(100), Map.of());
        field.campaign(5, Duration.ofMinutes(5), "test {{n}} = 3 && { echo x >> killed; kill -9 $PPID; }; sleep 1.1");
        for (int losses = 1; losses <= 2; losses++) {
            Process doomed = field.agent("--slots", "1", "--lease", "90s");
            assertThat(Ceiling.ends(doomed)).as(field::said).isTrue();
            assertThat(Files.readAllLines(folder.resolve("killed"))).hasSize(losses);
            field.lapse();
        }

        Process last = field.agent("--slots", "1", "--lease", "90s");

        await().untilAsserted(() ->
                assertThat(field.tally().count(State.DEAD)).as(field::said).isOne());
        assertThat(Ceiling.ends(last)).as(field::said).isTrue();
        assertThat(last.exitValue()).isZero();
        TaskView poison = field.task(3);
        assertThat(poison.state()).isEqualTo(State.DEAD);
        assertThat(poison.ending().last().outcome()).isEqualTo(Outcome.NODE_LOST);
        assertThat(poison.history()).extracting(Attempt::outcome).containsExactly(Outcome.NODE_LOST);
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(4);
        assertThat(field.tally().holds()).isTrue();
        assertThat(Files.readAllLines(folder.resolve("killed"))).hasSize(2);
    }

    /** The others run until the agent was killed twice: they are lost with it each time, until it runs alone. */
    @Test
    void whatRunsBesideSuchATaskIsNotBuriedWithIt() throws Exception {
        field.retry = new RetrySettings(3, 4, Duration.ofMillis(100), Map.of());
        field.campaign(
                4,
                Duration.ofMinutes(5),
                "test {{n}} = 3 && { echo x >> killed; sleep 0.3; kill -9 $PPID; sleep 600; };"
                        + " until test -e go; do sleep 0.1; done; echo {{n}} >> done");
        int agents = 0;
        while (field.tally().count(State.DONE) + field.tally().count(State.DEAD) < 4) {
            assertThat(++agents).as(field::said).isLessThan(20);
            Process agent = field.agent("--slots", "4", "--lease", "90s");
            assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
            if (field.tally().count(State.WORKING) > 0) {
                field.lapse();
            }
            if (agents == 2) {
                Files.createFile(folder.resolve("go"));
            }
        }
        assertThat(field.task(3).state()).isEqualTo(State.DEAD);
        assertThat(Files.readAllLines(folder.resolve("killed"))).hasSize(5);
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(3);
        // One that ended just before its agent was killed could not be reported, and ran once more.
        assertThat(Set.copyOf(Files.readAllLines(folder.resolve("done")))).containsExactlyInAnyOrder("1", "2", "4");
        assertThat(field.tally().holds()).isTrue();
    }
}
