package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** A pool in arrays of a scheduler that is not there: the same for every dialect. */
class PoolInArraysIT {
    /** One that has just come up hears of work within a second or two: it must not have left by then, and be followed by another. */
    private static final String PATIENT = "idle: 8s";

    /** A site with a home of its own, in which nothing comes back after a boot. */
    private static FakeSite site(String dialect, String pool) throws IOException {
        FakeSite site = new FakeSite(dialect, "pool: {" + pool + "}");
        site.ownHome();
        String stand = NoServiceManager.path(site.fake.folder().resolve("boot"));
        site.muster.variable(
                "PATH",
                stand.substring(0, stand.indexOf(':')) + ":" + site.fake.env().get("PATH"));
        return site;
    }

    private static JsonNode status(FakeSite site) {
        return site.muster.run("pool", "status", "fake", "--json").json();
    }

    private static Ended good(FakeSite site, String... args) {
        return site.muster.good(args);
    }

    /** The answer to the first submission is lost; there is one array for it all the same. */
    @EveryDialect
    void growsUnderTwoCampaignsAndLeavesWhenIdle(String dialect) throws IOException {
        try (FakeSite site = site(dialect, "min: 0, max: 3, " + PATIENT)) {
            Ended early = site.muster.run("submit", site.campaign("a", 20, site.held()));
            assertThat(early.exit()).isEqualTo(2);
            assertThat(early.err()).contains("pool fake has not been started", "muster pool start fake");

            good(site, "pool", "start", "fake");
            try {
                assertThat(site.queue.jobs()).as("min: 0").isEmpty();
                site.fault("submit", "lose-id");
                good(site, "submit", "a.yml");
                site.awaitRan("a", 3);
                good(site, "submit", site.campaign("b", 20, site.held(), "walltime: 8m", "priority: 5"));
                await().untilAsserted(() -> {
                    JsonNode status = status(site);
                    assertThat(status.path("agents").asInt()).isEqualTo(3);
                    assertThat(status.path("campaigns")).hasSize(2);
                });
                String why = good(site, "explain", "--scaling", "fake").out();
                assertThat(why).contains("max is 3", "tasks wait", "3 alive");
                site.release();
                untilDone(site, "a", 20);
                untilDone(site, "b", 20);
                await().until(() -> site.queue.jobs().stream().allMatch(Job::over));
                assertThat(site.queue.jobs().stream().mapToInt(Job::count).sum())
                        .as("elements of all arrays: none was submitted twice")
                        .isEqualTo(3);
                await().untilAsserted(() ->
                        assertThat(status(site).path("agents").asInt()).isZero());
            } finally {
                good(site, "pool", "stop", "fake", "--now");
            }
            FakeSite.attempts(site.assertDone("a", 20));
            site.assertDone("b", 20);
        }
    }

    /** Those that run stay, and end what they have. */
    @EveryDialect
    void elementsThatWaitForNothingAreCancelled(String dialect) throws IOException {
        try (FakeSite site = site(dialect, "min: 0, max: 4, " + PATIENT)) {
            site.settings("slots=2");
            good(site, "pool", "start", "fake");
            try {
                good(site, "submit", site.campaign("a", 12, site.held()));
                site.awaitRan("a", 2);
                await().until(() ->
                        site.queue.jobs().stream().mapToInt(Job::count).sum() == 4);
                good(site, "pause", "a");
                await().atMost(Ceiling.TIME).until(() -> withdrawn(site) == 2);
                assertThat(site.queue.running()).as("those that have begun").isEqualTo(2);
                await().untilAsserted(() -> assertThat(
                                good(site, "explain", "--scaling", "fake").out())
                        .contains("2 elements that waited in the queue and nobody needed were cancelled"));
                assertThat(site.calls("cancel")).as("commands").isEqualTo(1);

                good(site, "resume", "a");
                await().atMost(Ceiling.TIME)
                        .until(() ->
                                site.queue.jobs().stream().mapToInt(Job::count).sum() == 6);
                site.release();
                untilDone(site, "a", 12);
            } finally {
                good(site, "pool", "stop", "fake", "--now");
            }
            assertThat(FakeSite.attempts(site.assertDone("a", 12))).isEqualTo(12);
        }
    }

    /** Elements that were cancelled before they had begun. */
    private static long withdrawn(FakeSite site) {
        return site.queue.jobs().stream()
                .flatMap(job -> job.elements().values().stream())
                .filter("GONE"::equals)
                .count();
    }

    /** One that is killed, or whose element is cancelled, is followed by another; what is told to leave is not. */
    @Test
    void minIsKeptAndScaledAndUpgraded() throws IOException {
        try (FakeSite site = site("slurm", "min: 1, max: 2, idle: 1s")) {
            good(site, "pool", "start", "fake");
            try {
                await().until(() -> status(site).path("agents").asInt() == 1);
                site.cancels(site.queue.jobs().get(0));
                await().atMost(Ceiling.TIME).until(() -> site.queue.jobs().size() == 2 && site.queue.running() == 1);
                await().until(() -> status(site).path("agents").asInt() == 1);
                String before = status(site).path("hosts").toString();

                good(site, "pool", "upgrade", "fake");
                await().atMost(Ceiling.TIME)
                        .until(() -> site.queue.jobs().size() == 3
                                && site.queue.running() == 1
                                && status(site).path("agents").asInt() == 1);
                assertThat(before).isNotEmpty();

                site.loseAll();
                await().atMost(Ceiling.TIME)
                        .until(() -> status(site).path("started").asBoolean()
                                && status(site).path("agents").asInt() == 1);
                good(site, "submit", site.campaign("after", 2, "true"));
                untilDone(site, "after", 2);

                Ended many = site.muster.run("scale", "--pool", "fake", "--agents", "3");
                assertThat(many.exit()).isEqualTo(2);
                assertThat(many.err()).contains("has 2 agents at the most");
                assertThat(site.muster
                                .run("scale", "--pool", "fake", "--agents", "2")
                                .exit())
                        .isLessThan(2);
                await().until(() -> status(site).path("agents").asInt() == 2);
                good(site, "scale", "--pool", "fake", "--agents", "0");
                await().until(() -> site.queue.running() == 0);
                await().during(Duration.ofSeconds(3)).until(() -> site.queue.running() == 0);
            } finally {
                good(site, "pool", "stop", "fake");
            }
            await().until(() -> site.queue.jobs().stream().allMatch(Job::over));
            Ended stopped = site.muster.run("submit", site.campaign("late", 1, "true"));
            assertThat(stopped.exit()).isEqualTo(2);
            assertThat(stopped.err()).contains("pool fake is not started");
        }
    }

    /** Whoever removes the pool's folder, and stops nothing first, leaves nobody behind who submits arrays for it. */
    @Test
    void whoLooksAfterItLeavesWithItsFolder() throws IOException {
        try (FakeSite site = site("slurm", "min: 0, max: 2, idle: 1s")) {
            good(site, "pool", "start", "fake");
            Path folder = site.fake.folder().resolve("home/pools/fake");
            String care = Files.readString(folder.resolve("agent.1")).split(" ", -1)[0];
            ProcessHandle process =
                    ProcessHandle.of(Long.parseLong(care.strip())).orElseThrow();
            Files.move(folder, folder.resolveSibling("away"));
            await().atMost(Ceiling.TIME).until(() -> !process.isAlive());
        }
    }

    private static void untilDone(FakeSite site, String campaign, int tasks) {
        await().atMost(Ceiling.TIME)
                .untilAsserted(() -> assertThat(site.muster
                                .run("status", campaign, "--json")
                                .json()
                                .path("total")
                                .path("done")
                                .asInt())
                        .as(() -> campaign + ": " + site.muster.run("pool", "status", "fake"))
                        .isEqualTo(tasks));
    }
}
