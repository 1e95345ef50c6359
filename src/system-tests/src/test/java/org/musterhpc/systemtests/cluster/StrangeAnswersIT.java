package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.systemtests.cluster.FakeQueue.Job;

/** The scheduler says nothing, says what is not so any more, or somebody else has cancelled what we submitted. */
class StrangeAnswersIT {

    /** An agent that is stopped for a moment makes the launcher ask; what it hears must end nobody. */
    @EveryDialect
    void silenceAndStaleAnswersEndNothing(String dialect) throws Exception {
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            Process run = site.start("run", site.campaign("silent", 4, site.held()));
            site.awaitRan("silent", 2);
            for (String fault : List.of("hang", "* fail slurm_load_jobs error: nobody is there", "* stale")) {
                site.fault("status", fault);
                stopAnAgentUntilItIsAskedFor(site, "silent");
                if (fault.equals("hang")) {
                    site.fake.log().endsWhatHangs();
                }
            }
            site.release();
            await().until(() -> site.ran("silent") >= 4);
            site.fake.log().clearFaults();
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("silent", 4);
            assertThat(site.queue.jobs()).hasSize(1);
        }
    }

    /** An agent that holds a task and is not heard of for some seconds, of the thirty that its lease has. */
    private static void stopAnAgentUntilItIsAskedFor(FakeSite site, String campaign) throws Exception {
        int asked = site.calls("status");
        long agent = site.agents(campaign).get(0).path("pid").asLong();
        signal("STOP", agent);
        try {
            // The question of each minute may have come just before: who waits for that answer asks nothing else.
            await().until(() ->
                    site.calls("status") > asked || !site.fake.log().hung().isEmpty());
        } finally {
            signal("CONT", agent);
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    @EveryDialect
    void elementThatSomebodyCancelsIsReplaced(String dialect) throws Exception {
        try (FakeSite site = new FakeSite(dialect, "elements: 3")) {
            Process run = site.start("run", site.campaign("one", 6, site.held()));
            site.awaitRan("one", 3);
            await().until(() -> site.agents("one").size() == 3);
            site.cancels(site.queue.jobs().get(0), 1);
            // What its agent gives back is news, and so is that it is heard no more: the scheduler is asked, and tells
            // that
            // the element is over.
            await().untilAsserted(
                            () -> assertThat(site.queue.jobs()).as(site.said()).hasSize(2));
            site.release();
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("one", 6);
            assertThat(site.queue.jobs().stream().map(Job::count)).containsExactly(3, 1);
        }
    }

    /**
     * With PBS' history, elements that never ran look like success; without, the array is unknown. Tasks that ran are given
     * back, or lost with their allocation, and run again.
     */
    @ParameterizedTest
    @CsvSource({"slurm, 0", "pbs, 0", "pbs, 1"})
    @Execution(ExecutionMode.CONCURRENT)
    void arrayThatSomebodyCancelsIsReplaced(String dialect, int history) {
        try (FakeSite site = new FakeSite(dialect, "elements: 3, throttle: 1")) {
            site.settings("history=" + history);
            Process run = site.start("run", site.campaign("all", 4, site.held()));
            site.awaitRan("all", 1);
            // An agent that came and went between two looks would be missed for a minute.
            await().until(() -> site.agents("all").size() == 1);
            site.cancels(site.queue.jobs().get(0));
            await().until(() -> site.queue.jobs().size() == 2);
            site.release();
            assertThat(site.exit(run)).as(site.said()).isZero();
            List<JsonNode> results = site.assertDone("all", 4);
            assertThat(FakeSite.attempts(results)).isEqualTo(5);
            assertThat(site.queue.jobs()).hasSize(2);
        }
    }
}
