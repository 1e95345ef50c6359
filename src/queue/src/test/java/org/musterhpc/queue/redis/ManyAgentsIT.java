package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.State;

/** Ten thousand tasks, eight agents that finish, give back and fail at random: each task done, none twice. */
class ManyAgentsIT {
    private static final int TASKS = 10_000;
    private static final int AGENTS = 8;
    private static final String S = "match";

    @Test
    void everyTaskIsDoneOnce() throws Exception {
        Rig rig = new Rig(TestServer.address(), "many", Rig.stage(S));
        ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
        try {
            rig.push(S, 1, TASKS);
            rig.queues.intake().seal("many", S);
            Map<String, Integer> finished = new ConcurrentHashMap<>();
            List<Future<Integer>> agents = new ArrayList<>();
            for (int i = 0; i < AGENTS; i++) {
                WorkQueue agent = rig.agent("agent-" + i);
                agents.add(threads.submit(work(rig, agent, new Random(i), finished)));
            }
            int sum = 0;
            for (Future<Integer> agent : agents) {
                sum += agent.get();
            }
            assertThat(sum).isEqualTo(TASKS);
            assertThat(finished)
                    .hasSize(TASKS)
                    .allSatisfy((id, times) -> assertThat(times).isOne());
            assertThat(rig.count(S, State.DONE)).isEqualTo(TASKS);
            assertThat(rig.tally(S).late()).isZero();
            assertThat(rig.queues.view().audit("many").holds()).isTrue();
        } finally {
            threads.shutdownNow();
            rig.queues.control().purge("many");
            rig.close();
        }
    }

    private static Callable<Integer> work(Rig rig, WorkQueue agent, Random random, Map<String, Integer> finished) {
        return () -> {
            int done = 0;
            List<Report> reports = new ArrayList<>();
            Exchange exchange;
            do {
                exchange = agent.exchange(reports, List.of(want(random)));
                for (int i = 0; i < reports.size(); i++) {
                    assertThat(exchange.answers().get(i)).isEqualTo(Report.Answer.ACCEPTED);
                    if (reports.get(i) instanceof Report.Finish) {
                        finished.merge(reports.get(i).lease().id(), 1, Integer::sum);
                        done++;
                    }
                }
                reports = new ArrayList<>();
                for (Lease lease : exchange.leases()) {
                    reports.add(report(rig, lease, random));
                }
            } while (!reports.isEmpty() || exchange.mood() != WorkQueue.Mood.COMPLETE);
            return done;
        };
    }

    /** Every other agent is in an allocation that is too short for tasks that have grown. */
    private static Want want(Random random) {
        int most = 1 + random.nextInt(40);
        return random.nextBoolean()
                ? new Want(S, most)
                : new Want(S, most, new WorkQueue.Offer(Duration.ofHours(1), null));
    }

    private static Report grown(Report.Retry retry) {
        Needs needs = new Needs(Duration.ofHours(2), null, 0, null);
        return new Report.Retry(retry.lease(), retry.next().withNeeds(needs), retry.delay(), retry.attempt());
    }

    private static Report report(Rig rig, Lease lease, Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Rig.giveBack(lease);
            case 1 -> rig.retry(lease, Duration.ZERO);
            case 2 -> grown(rig.retry(lease, Duration.ZERO));
            default -> rig.finish(lease);
        };
    }
}
