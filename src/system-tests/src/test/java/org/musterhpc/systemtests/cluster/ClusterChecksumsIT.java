package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The README's example on a real scheduler, over each way to reach it. */
class ClusterChecksumsIT extends OnSlurmSite {

    @ParameterizedTest
    @ValueSource(strings = {"", "jsch", "openssh"})
    void everyTaskIsDoneOnceAndNothingIsLeft(String transport) {
        Scene scene = new Scene(site, "sums-here" + transport, Settings.TWO_NODES.over(transport));
        scene.muster.write(
                scene.name + ".yml",
                // The list is the same on each run, and shorter than the example's.
                scene.muster
                        .example("checksums.yml")
                        .replace("campaign: checksums", "campaign: " + scene.name)
                        .replace("head -n 2000", "head -n 1000"));
        Ended run = scene.muster.run("run", scene.name + ".yml", "--cluster", "here");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        List<JsonNode> results =
                scene.muster.run("results", scene.name, "--json").jsonLines();
        assertThat(results)
                .hasSize(1000)
                .allMatch(result -> result.path("state").asText().equals("DONE")
                        && result.path("attempt").asInt() == 1);
        assertThat(results).extracting(result -> result.path("id").asText()).doesNotHaveDuplicates();
        scene.leavesNothing();
        assertThat(scene.calls("sbatch")).hasSize(1);
    }
}
