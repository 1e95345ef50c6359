package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;

/** What is told of agents that ended, and when nobody is left. Real processes stand for agents; each has ended when a round looks. */
class LocalFleetTest {
    private static final String UNFIT =
            "nothing of the campaign fits here: a task of stage s needs a walltime of 01:00:00";
    private static final Tally PENDING = new Tally(3, Map.of(State.PENDING, 3L), 0, 0, true, Map.of(), 0);

    @TempDir
    Path folder;

    private Instant now = Instant.EPOCH;

    /** A round after an agent has ended with this status, having printed that. */
    private List<String> round(int status, String printed) {
        LocalFleet fleet = new LocalFleet(
                "local", List.of(), () -> ended(status, printed), new Time(() -> now, pause -> now = now.plus(pause)));
        fleet.scale(new Goal.Fixed(1));
        return fleet.runOnce(new View.Overview(Instant.EPOCH, false, 0, Map.of("s", PENDING)))
                .notes();
    }

    private AgentProcess ended(int status, String printed) {
        try {
            Path output = folder.resolve("a.out");
            if (!printed.isEmpty()) {
                Files.writeString(output, printed);
            }
            Process process = new ProcessBuilder(
                            "sh", "-c", status > 128 ? "kill -" + (status - 128) + " $$" : "exit " + status)
                    .start();
            process.waitFor();
            return new AgentProcess("a", process.toHandle(), process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysWhyAnAgentEndedAsItSaidItself() {
        assertThat(round(6, "WARNING: of the JVM\nmuster-agent: " + UNFIT + "\nmore of the JVM\n"))
                .containsExactly("agent a ended (exit 6: " + UNFIT + "), another is started; its output: "
                        + folder.resolve("a.out"));
    }

    @Test
    void whatAnAgentSaysCannotHarmATerminal() {
        assertThat(round(6, "muster-agent: \u001b[2Jcleared\n"))
                .singleElement()
                .asString()
                .doesNotContain("\u001b")
                .contains("cleared");
    }

    @Test
    void agentThatSaidNothingIsToldOfByItsStatus() {
        assertThat(round(137, ""))
                .singleElement()
                .asString()
                .startsWith("agent a ended (signal 9), another is started");
    }

    @Test
    void whereNobodyIsLeftTheLastWordsAreTheReason() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> round(2, "muster-agent: " + UNFIT + "\n"))
                .withMessageContaining("no agent is left to run what remains")
                .withMessageContaining(UNFIT);
    }
}
