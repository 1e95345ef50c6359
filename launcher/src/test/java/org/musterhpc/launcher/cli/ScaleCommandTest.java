package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.view.Samples;

/** What is wrong with a command line is told before any cluster is spoken to. */
class ScaleCommandTest {
    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() {
        desk = new Desk(home);
        desk.queues.with("apollo", Samples.tally(5, 0, 0, 0, Map.of()));
    }

    @Test
    void clusterAndNumberAreRequired() {
        assertThat(desk.types("scale", "apollo", "--elements", "3")).isEqualTo(2);
        assertThat(desk.err()).contains("--cluster");
        assertThat(desk.types("scale", "apollo", "--cluster", "local")).isEqualTo(2);
        assertThat(desk.err()).contains("--elements");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThat(desk.types("scale", "apollo", "--cluster", "local", "--elements", "many"))
                .isEqualTo(2);
        assertThat(desk.err())
                .isEqualTo("muster: --elements: 'many' is no number of agents\n  → write a number, auto or per-task\n");
    }

    @Test
    void anUnknownClusterIsCorrected() {
        assertThat(desk.types("scale", "apollo", "--cluster", "lokal", "--elements", "1"))
                .isEqualTo(2);
        assertThat(desk.err())
                .startsWith("muster: there is no cluster 'lokal' in ")
                .contains("muster.yml", "\n  → did you mean 'local'?");
    }

    @Test
    void aSentinelThatHasNothingToDoSaysNothingAndIsFine() {
        desk.queues.with("apollo", Samples.tally(0, 0, 5, 0, Map.of()));
        assertThat(desk.types("sentinel", "--once")).isZero();
        assertThat(desk.out()).isEmpty();
    }
}
