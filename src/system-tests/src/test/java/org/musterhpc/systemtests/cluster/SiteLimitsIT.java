package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A site that lets in less than is wanted, or less than it did yesterday: the same for every dialect. */
class SiteLimitsIT {

    @EveryDialect
    void whatASiteLetsInIsUsed(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 8")) {
            site.settings("max_submit=3");
            Ended run = site.muster.run("run", site.campaign("few", 12, "sleep 0.2"));
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.err()).contains("3 of 8 elements", "when there is room");
            site.assertDone("few", 12);
            assertThat(site.queue.jobs().stream().mapToInt(Job::count).sum()).isGreaterThanOrEqualTo(3);
        }
    }

    /** Other jobs of the user take all the room there is, for as long as they like. */
    @EveryDialect
    void siteThatIsFullIsWaitedFor(String dialect) throws IOException {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.settings("max_submit=3");
            Path other = Files.writeString(site.fake.remote().resolve("other.sh"), "#!/bin/sh\nsleep 600\n");
            String array = dialect.equals("slurm") ? "--array=0-2" : "-J0-2";
            site.fake
                    .run(List.of(site.command("submit"), array, other.toString()))
                    .ok();
            Process run = site.start("run", site.campaign("full", 4, "sleep 0.2"));
            await().until(() -> site.said().contains("takes no more jobs of yours now"));
            await().until(() -> site.calls("submit") >= 4);
            // Nothing is held while it is being tried again.
            await().until(() -> !site.muster
                    .run("status", "full", "--json")
                    .json()
                    .at("/clusters/0/held")
                    .asText()
                    .isEmpty());
            assertThat(site.queue.jobs()).hasSize(1);
            site.cancels(site.queue.jobs().get(0));
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("full", 4);
            assertThat(site.said()).doesNotContain("without running a task");
        }
    }

    @EveryDialect
    void limitThatWasLoweredMeanwhileIsHeardOf(String dialect) throws IOException {
        try (FakeSite site = new FakeSite(dialect, "elements: per-task")) {
            Path home = site.ownHome();
            assertThat(site.muster
                            .run("run", site.campaign("before", 3, "true"))
                            .exit())
                    .isZero();
            site.settings("slurm_max_array=2", "pbs_max_array=2");
            Ended run = site.muster.run("run", site.campaign("after", 5, "true"));
            assertThat(run.exit()).as(run.err()).isZero();
            site.assertDone("after", 5);
            // On a busy machine an element may be lost and topped up.
            assertThat(site.queue.jobs().stream().map(Job::count).filter(count -> count > 2))
                    .containsExactly(3);
            try (Stream<Path> kept = Files.walk(home.resolve("clusters"))) {
                assertThat(kept.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString()))
                        .isSubsetOf("lock", "limits.json", "states.json");
            }
        }
    }
}
