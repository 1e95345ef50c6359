package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.Scene.Account;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** In the middle of a run on two nodes, something happens to an element, to its node or to its agent. */
class ElementFaultsIT extends OnSlurmSite {
    private static final int TASKS = 48;
    /** Without what the scheduler says, nobody takes their tasks from lost agents before that. */
    private static final Duration BOUND = Duration.ofMinutes(10);

    /** What is done to the element in which this task runs. */
    private interface Fault {
        void strike(Scene scene, Started victim) throws IOException;
    }

    private Account through(String name, Settings settings, Fault fault) throws IOException {
        Scene scene = new Scene(site, name, settings);
        scene.tasks(TASKS, "sleep 1; " + scene.held(12), "5m");
        Muster.Running run = scene.begin();
        List<Started> before = scene.awaitElements(2);
        Started victim = before.stream()
                .filter(line -> line.node().equals("n1"))
                .findFirst()
                .orElseThrow();
        Instant at = Instant.now();
        fault.strike(scene, victim);
        scene.release();
        Ended ended = run.end();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        Duration recovery = scene.recovery(name, at);
        Account account = scene.holds(TASKS);
        System.out.printf(
                "%s: %d attempts recorded, %d ran; %d arrays%n%s%n",
                name, account.recorded(), account.ran(), scene.arrays().size(), ended.err());
        assertThat(recovery).isLessThan(BOUND);
        return account;
    }

    @Test
    void cancelledElement() throws IOException {
        through(
                "scancel-one",
                Settings.TWO_NODES,
                (scene, victim) -> site.ask("scancel", victim.allocation()).ok());
    }

    @Test
    void cancelledArray() throws IOException {
        through(
                "scancel-all",
                Settings.TWO_NODES,
                (scene, victim) -> site.ask("scancel", victim.array()).ok());
    }

    @Test
    void requeuedElement() throws IOException {
        through(
                "requeue",
                Settings.TWO_NODES,
                (scene, victim) ->
                        site.ask("scontrol", "requeue", victim.allocation()).ok());
    }

    @Test
    void powerCut() throws IOException {
        through("power-cut", Settings.TWO_NODES, (scene, victim) -> site.nodeKill("n1"));
    }

    @Test
    void nodeThatIsTakenDown() throws IOException {
        try {
            through(
                    "node-down",
                    Settings.TWO_NODES,
                    (scene, victim) -> site.ask("scontrol", "update", "nodename=n1", "state=down", "reason=test")
                            .ok());
        } finally {
            // Refused where the node has come back by itself, as it reported.
            site.ask("scontrol", "update", "nodename=n1", "state=resume");
        }
    }

    @Test
    void killedAgentIsMissedLongBeforeItsLeaseEnds() throws IOException {
        through(
                "kill-agent",
                Settings.TWO_NODES.heartbeat("interval: 2s, lease: 10m"),
                (scene, victim) -> scene.agent(victim.allocation()).destroyForcibly());
    }
}
