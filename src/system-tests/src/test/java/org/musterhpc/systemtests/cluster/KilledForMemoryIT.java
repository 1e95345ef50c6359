package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.testkit.Ceiling;

/** Elements that hear nothing but TERM, and of which the scheduler says afterwards that they used too much memory. */
class KilledForMemoryIT {

    /** The scheduler ends the one element in which a task runs. */
    private static void kill(FakeSite site) {
        Job job = site.queue.jobs().stream()
                .filter(each -> each.running() > 0)
                .findFirst()
                .orElseThrow();
        job.elements().forEach((index, state) -> {
            if (state.equals("RUNNING")) {
                site.queue.killForMemory(job, index);
            }
        });
    }

    private static FakeSite site(String dialect) {
        FakeSite site = new FakeSite(dialect, "elements: 1");
        site.fake.settings("kill_wait=1", "history=1");
        return site;
    }

    private static String id(JsonNode task) {
        return task.path("id").asText();
    }

    @EveryDialect
    void taskRunsAgainWithMoreMemory(String dialect) {
        try (FakeSite site = site(dialect)) {
            String file = site.campaign("hog", 1, site.held(), "walltime: 10m", "resources: {memory: 100M}");
            Process run = site.start("run", file);
            site.awaitRan("hog", 1);
            kill(site);
            site.awaitRan("hog", 2);
            JsonNode task = site.muster
                    .run(
                            "show",
                            "hog",
                            id(site.muster
                                    .run("tasks", "hog", "--json")
                                    .jsonLines()
                                    .get(0)),
                            "--json")
                    .json();
            assertThat(task.toString()).contains("OOM", "its allocation", "OUT_OF_MEMORY", "200M");
            site.release();
            assertThat(site.exit(run)).as(site::said).isZero();
            site.assertDone("hog", 1);
            assertThat(site.queue.jobs())
                    .as("an element that offers it was submitted")
                    .hasSize(2);
            assertThat(site.queue.jobs().get(1).spec().get("memory"))
                    .isNotEqualTo(site.queue.jobs().get(0).spec().get("memory"));
        }
    }

    @EveryDialect
    void thatComesAgainAndAgainEndsAsDeadOfIt(String dialect) {
        try (FakeSite site = site(dialect)) {
            String file = site.campaign("hog", 1, site.held(), "walltime: 10m");
            Process run = site.start("run", file);
            for (int attempt = 1; attempt <= 3; attempt++) {
                site.awaitRan("hog", attempt);
                await().atMost(Ceiling.TIME).until(() -> site.queue.running() == 1);
                kill(site);
            }
            assertThat(site.exit(run)).as(site::said).isEqualTo(1);
            JsonNode result =
                    site.muster.run("results", "hog", "--json").jsonLines().get(0);
            assertThat(result.path("state").asText()).isEqualTo("DEAD");
            assertThat(result.path("outcome").asText()).isEqualTo("OOM");
            assertThat(site.muster.run("explain", "hog", id(result)).out())
                    .contains("failed 3 times", "there is nothing to double: write resources:", "OUT_OF_MEMORY");
            assertThat(site.ran("hog")).isEqualTo(3);
            site.assertHolds("hog");
        }
    }
}
