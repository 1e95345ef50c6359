package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Redis has lost a campaign that ran on a cluster: its journals are found there, and nothing of it is left there in the end. */
class ClusterRestoreIT {

    @EveryDialect
    void journalsAreFoundWhereItRanAndPurgeLeavesNothingThere(String dialect) throws IOException {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            String name = "back-" + dialect;
            Ended run = site.muster.run("run", site.campaign(name, 10, "true"));
            assertThat(run.exit()).as(site.said()).isZero();
            Path there = site.fake.remote().resolve("campaigns").resolve(name);
            Path clusters = site.home().resolve("campaigns/" + name + "/clusters/fake");
            for (boolean known : new boolean[] {true, false}) {
                site.loseAll();
                if (!known) { // as of a campaign that an older version has sent there
                    Files.delete(clusters);
                }
                Ended restored = site.muster.run("restore", name);
                assertThat(restored.exit()).as(restored.err()).isZero();
                assertThat(restored.out()).contains("10 tasks restored, 10 of them done");
                assertThat(restored.err()).contains(" in fake:" + there + "/logs");
                assertThat(clusters).exists();
                site.assertDone(name, 10);
            }
            Ended again = site.muster.run("restore", name, "--logs", there + "/logs", "--json");
            assertThat(again.exit()).as(again.err()).isZero();
            assertThat(again.json().path("looked").size()).isEqualTo(3);
            assertThat(site.muster.run("restore", name).exit()).isEqualTo(2);

            Ended purge = site.muster.run("purge", name, "--yes");
            assertThat(purge.exit()).as(purge.err()).isZero();
            assertThat(there).doesNotExist();
            assertThat(site.home().resolve("campaigns").resolve(name)).doesNotExist();
        }
    }
}
