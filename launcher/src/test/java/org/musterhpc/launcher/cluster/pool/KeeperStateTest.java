package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KeeperStateTest {
    private static KeeperState read(String... lines) {
        return KeeperState.read(String.join("\n", lines));
    }

    @Test
    void everyLineIsRead() {
        KeeperState state = read(
                "keeper 11",
                "guard 12",
                "agent.1 21",
                "agent.2 22",
                "old.2.19 19",
                "death 3 4 137 muster-agent: no space left",
                "count 3",
                "host node-1");
        assertThat(state.host()).isEqualTo("node-1");
        assertThat(state.watched()).isTrue();
        assertThat(state.stop()).isFalse();
        assertThat(state.count()).isEqualTo(3);
        assertThat(state.agents()).isEqualTo(Map.of(1, 21L, 2, 22L));
        assertThat(state.old()).containsExactly(19L);
        assertThat(state.runs(21)).isTrue();
        assertThat(state.runs(19)).isTrue();
        assertThat(state.runs(11)).isFalse();
        assertThat(state.problem()).contains("an agent died of signal 9, 4 times in a row: no space left");
    }

    @Test
    void numbersThatAreWantedGoBeforeTheCount() {
        KeeperState state = read("keeper 11", "agent.3 21", "wanted 1 3 ", "count 2");
        assertThat(state.wanted()).containsExactlyInAnyOrder(1, 3);
        assertThat(state.count()).isEqualTo(2);
        assertThat(read("keeper 11", "wanted ", "count 0").wanted()).isEmpty();
        assertThat(read("keeper 11", "count 2").wanted())
                .as("of a script of before")
                .containsExactlyInAnyOrder(1, 2);
        assertThat(read("keeper 1", "death 2 4 1 x", "wanted 1", "agent.1 5").problem())
                .as("of an agent that need not be there any more")
                .isEmpty();
    }

    @Test
    void aDeathThatIsOverIsNoProblem() {
        assertThat(read("keeper 1", "agent.1 2", "death 1 1 1 ", "count 1").problem())
                .isEmpty();
        assertThat(read("keeper 1", "death 1 1 unknown ", "count 1").problem()).contains("an agent ended");
        assertThat(read("keeper 1", "agent.1 2", "death 1 2 3 x", "count 1").problem())
                .contains("an agent ended with exit 3, 2 times in a row: x");
    }

    @Test
    void agentsThatNothingWatchesAreAProblem() {
        assertThat(read("agent.1 2", "count 1").problem()).contains("nothing watches over its agents");
        assertThat(read("count 1").problem()).contains("its agents have ended, and nothing starts them again");
        assertThat(read("agent.1 2", "count 1", "stop drain").problem()).isEmpty();
    }

    @Test
    void whatStopsHasEndedOnceNothingRuns() {
        assertThat(read("keeper 1", "stop drain").ended()).isFalse();
        assertThat(read("old.1.1 1", "stop drain").ended()).isFalse();
        assertThat(read("guard 1", "stop now").ended()).isTrue();
        assertThat(read("stop now").stop()).isTrue();
    }

    @Test
    void rubbishIsReadAsNothing() {
        for (String line : new String[] {
            "",
            " ",
            "agent.",
            "agent.x y",
            "death",
            "death 1",
            "death x y z",
            "count",
            "count -1",
            "host",
            "count 99999999999999999999",
            "agent.99999999999 1",
            "\u0000\u001b[31m"
        }) {
            KeeperState state = read(line);
            assertThat(state.count()).as(line).isZero();
            assertThat(state.host()).as(line).isEmpty();
        }
        assertThat(read("").ended()).isTrue();
    }
}
