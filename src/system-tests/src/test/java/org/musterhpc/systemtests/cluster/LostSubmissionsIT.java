package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;

/** A submission goes wrong in every way: there is one array in the end, and each task has run once. */
class LostSubmissionsIT {

    /** One element, for which PBS has a spelling of its own. */
    @ParameterizedTest
    @CsvSource({"slurm, lost", "pbs, lost", "slurm, lose-id", "pbs, lose-id"})
    @Execution(ExecutionMode.CONCURRENT)
    void arrayWhoseIdIsLostIsFoundByItsName(String dialect, String fault) {
        try (FakeSite site = new FakeSite(dialect, "elements: 1")) {
            site.fault("submit", fault);
            Running begun = site.muster.begin("run", site.campaign("lost", 10, site.held()));
            if (fault.equals("lost")) {
                site.fake.log().endsWhatHangs();
            }
            await().until(() -> Files.readString(begun.err()).contains("is on cluster fake as 1"));
            site.release();
            Ended run = begun.end();
            assertThat(run.exit()).as(site.said()).isZero();
            assertThat(run.err()).contains("did not say whether it has array", "is on cluster fake as 1");
            assertOneArrayRanAllOnce(site, "lost", 10);
            assertThat(site.calls("submit")).isEqualTo(1);
        }
    }

    /** The limit of a command is for the one that hangs; where it hits another as well, that one is settled likewise. */
    @EveryDialect
    void submissionThatHangsIsMadeAgainWhenItSurelyDidNotArrive(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2", "timeout: 10s")) {
            site.fault("submit", "hang");
            Ended run = site.muster.run("run", site.campaign("hung", 10, "true"));
            assertThat(run.exit()).as(site.said()).isZero();
            assertThat(run.err()).contains("never reached cluster fake");
            assertOneArrayRanAllOnce(site, "hung", 10);
            assertThat(site.calls("submit")).isGreaterThanOrEqualTo(2);
        }
    }

    @EveryDialect
    void refusalIsToldAndTheSameCommandGoesOnAfterTheCure(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.fault("submit", "* reject");
            String file = site.campaign("refused", 10, "true");
            Ended run = site.muster.run("run", file);
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
            assertThat(run.err())
                    .contains("cluster fake refuses the array: ")
                    .contains(
                            dialect.equals("slurm")
                                    ? "Access/permission denied"
                                    : "Job violates queue and/or server resource limits");
            // Beside the test's own Redis, which has no password.
            assertThat(run.err().strip().lines().filter(line -> !line.startsWith("redis: ")))
                    .hasSize(2);
            assertThat(site.queue.jobs()).isEmpty();
            assertThat(site.calls("submit")).isEqualTo(1);
            assertThat(site.muster.run("rollcall", "refused").exit()).isZero();

            site.fake.log().clearFaults();
            Ended again = site.muster.run("run", file);
            assertThat(again.exit()).as(again.out() + again.err()).isZero();
            assertOneArrayRanAllOnce(site, "refused", 10);
        }
    }

    /**
     * The scheduler has the array, and whoever submitted it never heard of it; its agents find no tasks, and wait for longer
     * than a launcher that is gone keeps the others from submitting.
     */
    @EveryDialect
    void launcherThatIsKilledWhileItSubmitsIsFollowedByAnother(String dialect) {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.fault("submit", "lost");
            String file = site.campaign("killed", 10, "true");
            Process run = site.start("run", file);
            await().until(() -> !site.queue.jobs().isEmpty());
            run.destroyForcibly();
            assertThat(site.exit(run)).isEqualTo(137);

            Ended again = site.muster.run("run", file);
            assertThat(again.exit()).as(again.out() + again.err()).isZero();
            assertOneArrayRanAllOnce(site, "killed", 10);
        }
    }

    private static void assertOneArrayRanAllOnce(FakeSite site, String campaign, int tasks) {
        assertThat(FakeSite.attempts(site.assertDone(campaign, tasks))).isEqualTo(tasks);
        assertThat(site.queue.jobs()).hasSize(1).allMatch(Job::over);
    }
}
