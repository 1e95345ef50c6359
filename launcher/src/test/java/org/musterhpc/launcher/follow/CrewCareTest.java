package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.local.AgentExit;
import org.musterhpc.launcher.cluster.local.Crew;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** What is told of agents that ended, and when nobody is left. */
class CrewCareTest {
    private static final String UNFIT =
            "nothing of the campaign fits here: a task of stage s needs a walltime of 01:00:00";
    private static final Tally PENDING = new Tally(3, Map.of(State.PENDING, 3L), 0, 0, true, Map.of(), 0);

    @TempDir
    Path folder;

    private final List<AgentExit> gone = new ArrayList<>();
    private boolean spent;
    private final CrewCare care = new CrewCare(crew());

    private Crew crew() {
        return (Crew) Proxy.newProxyInstance(
                Crew.class.getClassLoader(),
                new Class<?>[] {Crew.class},
                (self, method, args) -> switch (method.getName()) {
                    case "replaceDead" -> List.copyOf(gone);
                    case "spent" -> spent;
                    default -> 0;
                });
    }

    private List<String> turn() {
        return care.runOnce(new View.Overview(Instant.EPOCH, false, 0, Map.of("s", PENDING)));
    }

    private AgentExit said(AgentExit.Sequel fate, String output) throws IOException {
        return new AgentExit("a", "exit 6", fate, Files.writeString(folder.resolve("a.out"), output));
    }

    @Test
    void saysWhyAnAgentEndedAsItSaidItself() throws Exception {
        gone.add(said(AgentExit.Sequel.REPLACED, "WARNING: of the JVM\nmuster-agent: " + UNFIT + "\nmore of the JVM\n"));

        assertThat(turn())
                .containsExactly("agent a ended (exit 6: " + UNFIT + "), another is started; its output: "
                        + folder.resolve("a.out"));
    }

    @Test
    void whatAnAgentSaysCannotHarmATerminal() throws Exception {
        gone.add(said(AgentExit.Sequel.REPLACED, "muster-agent: \u001b[2Jcleared\n"));

        assertThat(turn()).singleElement().asString().doesNotContain("\u001b").contains("cleared");
    }

    @Test
    void agentThatSaidNothingIsToldOfByItsStatus() {
        gone.add(new AgentExit("a", "signal 9", AgentExit.Sequel.REPLACED, folder.resolve("none.out")));

        assertThat(turn()).singleElement().asString().startsWith("agent a ended (signal 9), another is started");
    }

    @Test
    void whereNobodyIsLeftTheLastWordsAreTheReason() throws Exception {
        gone.add(said(AgentExit.Sequel.GIVEN_UP, "muster-agent: " + UNFIT + "\n"));
        spent = true;

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(this::turn)
                .withMessageContaining("no agent is left to run what remains")
                .withMessageContaining(UNFIT);
    }
}
