package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Campaigns in arrays of a scheduler that is not there, where all goes well: the same for every dialect. */
class FakeCampaignsIT {

    @EveryDialect
    void campaignRunsOnceAndLeavesNothingBehind(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 3")) {
            Ended run = site.muster.run("run", site.campaign("plain", 30, "sleep 0.1"));
            assertThat(run.exit()).as(site.said()).isZero();
            List<JsonNode> results = site.assertDone("plain", 30);
            assertThat(FakeSite.attempts(results)).isEqualTo(30);
            assertThat(site.queue.jobs())
                    .hasSize(1)
                    .first()
                    .extracting(Job::count)
                    .isEqualTo(3);
            assertThat(site.calls("submit")).isEqualTo(1);
        }
    }

    /** Arrays within the scheduler's limit of elements, one of them of a single element; the throttle is divided. */
    @EveryDialect
    void elementsPerTaskAreCutIntoArraysWithinTheThrottle(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: per-task, throttle: 4")) {
            site.settings("slurm_max_array=2", "pbs_max_array=2");
            Process run = site.start("run", site.campaign("each", 7, site.held()));
            LongAccumulator most = new LongAccumulator(Math::max, 0);
            await().until(() -> site.queue.running() >= 2);
            site.release();
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                most.accumulate(site.queue.running());
                return !run.isAlive();
            });
            assertThat(run.exitValue()).as(site.said()).isZero();
            assertThat(most.get()).isLessThanOrEqualTo(4L);
            assertThat(FakeSite.attempts(site.assertDone("each", 7))).isEqualTo(7);
            assertThat(site.queue.jobs().stream().map(Job::count)).containsExactlyInAnyOrder(2, 2, 2, 1);
            assertThat(site.queue.jobs())
                    .allMatch(job -> job.spec().get("throttle").equals("1") || job.count() == 1);
        }
    }

    @EveryDialect
    void cancelledCampaignCancelsItsAllocations(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 4, throttle: 2")) {
            Process run = site.start("run", site.campaign("gone", 6, site.held()));
            site.awaitRan("gone", 2);
            Ended cancel = site.muster.run("cancel", "gone");
            assertThat(cancel.exit()).as(cancel.err()).isZero();
            assertThat(site.exit(run)).isEqualTo(1);
            site.assertHolds("gone");
            assertThat(site.queue.jobs()).hasSize(1);
            assertThat(site.ran("gone")).isEqualTo(2);
        }
    }

    @EveryDialect
    void elementsAreScaledAwayAndBackWhileTheCampaignRuns(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            Process run = site.start("run", site.campaign("scaled", 6, site.held()));
            site.awaitRan("scaled", 2);
            Ended none = site.muster.run("scale", "scaled", "--cluster", "fake", "--elements", "0");
            assertThat(none.exit()).as(none.err()).isZero();
            await().until(() -> site.queue.jobs().stream().allMatch(Job::over));
            // On a busy machine an agent is killed before it can say goodbye: it stays in the list for a while, as
            // silent.
            await().untilAsserted(() -> assertThat(site.agents("scaled"))
                    .noneMatch(agent -> agent.path("alive").asBoolean()));
            int ran = site.ran("scaled");
            await().during(Duration.ofSeconds(3))
                    .until(() -> site.queue.jobs().size() == 1 && site.ran("scaled") == ran);
            site.release();
            Ended more = site.muster.run("scale", "scaled", "--cluster", "fake", "--elements", "3");
            assertThat(more.exit()).as(more.err()).isZero();
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("scaled", 6);
            assertThat(site.queue.jobs().stream().map(Job::count)).containsExactlyInAnyOrder(2, 3);
        }
    }

    /** Whole arrays and parts of another go at once: PBS' server would not outlive a single command for both. */
    @EveryDialect
    void elementsOfSeveralArraysAreScaledAway(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            Process run = site.start("run", site.campaign("less", 8, site.held(), "walltime: 1h"));
            site.awaitRan("less", 2);
            Ended more = site.muster.run("scale", "less", "--cluster", "fake", "--elements", "5");
            assertThat(more.exit()).as(more.err()).isZero();
            site.awaitRan("less", 5);
            assertThat(site.queue.jobs()).hasSizeGreaterThan(1);
            Ended one = site.muster.run("scale", "less", "--cluster", "fake", "--elements", "1");
            assertThat(one.exit()).as(one.err()).isZero();
            await().until(() -> site.queue.running() == 1);
            assertThat(site.fake.folder().resolve("crashed")).doesNotExist();
            site.release();
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("less", 8);
        }
    }

    /** Its first attempt lasts until it is killed; the next has 50 minutes, and no element had more than 30. */
    @EveryDialect
    void taskThatOutgrowsItsAllocationGetsALargerOne(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 1")) {
            site.linger("20s");
            String second = "[ {{n}} != 2 ] || [ -e second ] || { touch second; sleep 600; }";
            Ended run = site.muster.run(
                    "run",
                    site.campaign(
                            "grows",
                            3,
                            second.replace("second", site.fake.folder() + "/second"),
                            "walltime: 15s",
                            "retry: {backoff: 1s, on: {walltime: {walltime: x200}}}"));
            assertThat(run.exit()).as(site.said()).isZero();
            List<JsonNode> results = site.assertDone("grows", 3);
            assertThat(FakeSite.attempts(results)).isEqualTo(4);
            List<Job> jobs = site.queue.jobs();
            assertThat(jobs).hasSize(2);
            assertThat(jobs.get(0).number("walltime")).isEqualTo(1800);
            assertThat(jobs.get(1).number("walltime")).isGreaterThan(3000);
        }
    }

    @EveryDialect
    void twoSentinelsAndARunSubmitWhatOneWould(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            Process first = site.start("sentinel");
            Process second = site.start("sentinel");
            Process run = site.start("run", site.campaign("watched", 12, "sleep 0.5"));
            assertThat(site.exit(run)).as(site.said()).isZero();
            first.destroy();
            second.destroy();
            assertThat(site.exit(first)).isEqualTo(143);
            assertThat(site.exit(second)).isEqualTo(143);
            assertThat(FakeSite.attempts(site.assertDone("watched", 12))).isEqualTo(12);
            assertThat(site.queue.jobs()).hasSize(1);
            assertThat(site.calls("submit")).isEqualTo(1);
        }
    }
}
