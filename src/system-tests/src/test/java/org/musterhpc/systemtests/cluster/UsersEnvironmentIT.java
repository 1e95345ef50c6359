package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** What a user has in his profile, a throttle over several arrays, and arrays that outlive their campaign. */
class UsersEnvironmentIT {
    private static final Map<String, String> PROFILE = Map.of(
            "SQUEUE_PARTITION", "short",
            "SBATCH_PARTITION", "short",
            "SBATCH_TIMELIMIT", "2",
            "SBATCH_JOB_NAME", "mine",
            "PBS_DEFAULT", "elsewhere",
            "PBS_DPREFIX", "#NONE");

    @EveryDialect
    void profileOfTheUserChangesNothing(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 1, walltime: 10m")) {
            PROFILE.forEach(site.muster::variable);
            Ended run = site.muster.run("run", site.campaign("profile", 5, "sleep 0.5"));
            assertThat(run.exit()).as(site.said()).isZero();
            site.assertDone("profile", 5);
            // An agent that leaves before the tasks are there, on a busy machine, is followed by another array.
            assertThat(site.queue.jobs()).isNotEmpty().hasSizeLessThan(4).allSatisfy(job -> {
                assertThat(job.spec().get("jobname")).startsWith("m-profile-");
                assertThat(job.spec().get("queue")).isNotEqualTo("short");
                assertThat(job.number("walltime")).isEqualTo(600);
            });
        }
    }

    /** Two arrays under one throttle; somebody ends the first. */
    @EveryDialect
    void whatAnEndedArrayLeavesOfTheThrottleIsUsedByTheOther(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 6, throttle: 2")) {
            site.settings("slurm_max_array=3", "pbs_max_array=3");
            Process run = site.start("run", site.campaign("shared", 8, site.held()));
            await().until(() ->
                    site.queue.jobs().stream().map(Job::running).toList().equals(java.util.List.of(1L, 1L)));
            site.awaitRan("shared", 2);
            site.cancels(site.queue.jobs().get(0));
            await().until(() -> site.queue.jobs().get(1).running() == 2);
            site.release();
            assertThat(site.exit(run)).as(site.said()).isZero();
            assertThat(site.queue.jobs())
                    .as("nothing was submitted beside them")
                    .hasSize(2);
        }
    }

    @EveryDialect
    void cancelThatIsNotConfirmedFailsAndSaysItOnce(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            Ended submit = site.muster.run("submit", site.campaign("stays", 4, site.held()));
            assertThat(submit.exit()).as(submit.err()).isZero();
            site.awaitRan("stays", 2);
            site.fault("cancel", "* fail nobody answers");
            site.fault("status", "* fail nobody answers");
            Ended cancel = site.muster.run("cancel", "stays");
            assertThat(cancel.exit()).as(cancel.err()).isEqualTo(1);
            assertThat(cancel.err().split("did not confirm", -1))
                    .as(cancel.err())
                    .hasSize(2);
            // Its agents leave by themselves; until somebody asks, the arrays are taken to be there.
            await().until(() -> site.queue.jobs().stream().allMatch(Job::over));
            assertThat(arrays(site, "stays")).isEqualTo(1);
            site.mend("status");
            Ended once = site.muster.run("sentinel", "--once");
            assertThat(once.exit()).as(once.err()).isZero();
            assertThat(arrays(site, "stays")).isZero();
            int asked = site.calls("status");
            assertThat(site.muster.run("sentinel", "--once").exit()).isZero();
            assertThat(site.calls("status")).as("it is asked for no more").isEqualTo(asked);
            assertThat(site.muster.run("cancel", "stays").exit()).isZero();
        }
    }

    private static int arrays(FakeSite site, String campaign) {
        JsonNode status = site.muster.run("status", campaign, "--json").json();
        return status.path("clusters").path(0).path("arrays").size();
    }
}
