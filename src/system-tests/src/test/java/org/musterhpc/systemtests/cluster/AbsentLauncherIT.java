package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.Scene.Account;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Arrays go on without the program that submitted them. */
class AbsentLauncherIT extends OnSlurmSite {

    @Test
    void submittedCampaignCompletesWithNobodyWatching() {
        Scene scene = new Scene(site, "alone", Settings.TWO_NODES).tasks(48, "0.5");
        Ended submit = scene.muster.run("submit", "alone.yml");
        assertThat(submit.exit()).as(submit.out() + submit.err()).isZero();
        // Reads what is recorded, and asks no scheduler.
        await("completion")
                .until(() -> scene.muster
                                .run("results", "alone", "--json")
                                .jsonLines()
                                .size()
                        == 48);
        assertThat(scene.holds(48)).isEqualTo(new Account(48, 48));
        // The limits and the submission: nobody has asked anything since.
        assertThat(scene.calls("sbatch")).hasSize(1);
        assertThat(scene.calls("squeue")).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void killedRunThatIsSaidAgainGoesOnWithTheArrayThatIsThere() {
        Scene scene = new Scene(site, "again", Settings.TWO_NODES);
        scene.tasks(64, "echo this is {{id}}; sleep 1; " + scene.held(12), "5m");
        Muster.Running run = scene.begin();
        scene.awaitElements(2);
        await("the output of a task that runs").until(() -> isSeen(scene.muster));
        Instant at = Instant.now();
        run.process().destroyForcibly();
        scene.release();
        Ended again = scene.run();
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        scene.recovery("run killed", at);
        assertThat(scene.holds(64)).isEqualTo(new Account(64, 64));
        assertThat(scene.calls("sbatch")).hasSize(1);
    }

    /** What a task there has printed so far. */
    private static boolean isSeen(Muster muster) {
        List<JsonNode> running =
                muster.run("tasks", "again", "--state", "WORKING", "--json").jsonLines();
        String id = running.isEmpty() ? "" : running.get(0).path("id").asText();
        return !id.isEmpty() && muster.run("logs", "again", id).out().contains("this is " + id);
    }
}
