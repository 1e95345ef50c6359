package org.musterhpc.queue.redis.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What is kept of a done task, on a real Redis. */
class DoneRecordIT {
    private static final String S = "main";
    private static final int MOST_BYTES = 200;
    private Rig rig;
    private ScriptRunner runner;
    private Keys keys;

    @BeforeEach
    void open(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        rig = new Rig(TestServer.address(), name, Rig.stage(S));
        runner = TestServer.runner();
        keys = new Keys(RedisAddress.DEFAULT_PREFIX, name);
    }

    @AfterEach
    void close() {
        rig.queues.control().purge(rig.campaign.name());
        Set<String> left = runner.ask(redis -> redis.keys(keys.everything()));
        assertThat(left).isEmpty();
        runner.close();
        rig.close();
    }

    private Report.Finish finish(Lease lease, String agent) {
        Ending ending = rig.finish(lease).ending();
        Attempt last = ending.last();
        Attempt there = new Attempt(
                last.attempt(),
                last.token(),
                last.outcome(),
                last.detail(),
                new Attempt.Place(agent, "host of " + agent, "cosma", "77"),
                last.started(),
                last.ended(),
                last.usage(),
                null,
                new Attempt.LogRef("/logs/" + agent + "/slot-1.log", 100, 20));
        return new Report.Finish(lease, new Ending(S, ending.state(), ending.message(), there));
    }

    private void run(WorkQueue agent, String name, int tasks) {
        List<Report> reports = new ArrayList<>();
        Rig.claim(agent, S, tasks).forEach(lease -> reports.add(finish(lease, name)));
        assertThat(agent.exchange(reports, List.of()).answers()).containsOnly(Answer.ACCEPTED);
    }

    @Test
    void placesAreWrittenOnceAndReadBack() {
        rig.push(S, 1, 6);
        WorkQueue a = rig.agent("a");
        WorkQueue b = rig.agent("b");
        run(a, "a", 2);
        run(b, "b", 2);
        run(a, "a", 2);
        Map<String, String> places = runner.ask(redis -> redis.hgetAll(keys.places()));
        assertThat(places).hasSize(5).containsEntry("last", "2").containsKeys("1", "2");
        List<String> ran = new ArrayList<>();
        rig.queues.view().endings(rig.campaign.name(), null, ending -> {
            Attempt last = ending.last();
            ran.add(ending.message().id() + " " + last.place().agent() + " "
                    + last.place().host() + " " + last.place().allocation() + " "
                    + (last.log() == null ? "" : last.log().file()));
        });
        assertThat(ran)
                .hasSize(6)
                .startsWith("main/000001 a host of a 77 /logs/a/slot-1.log")
                .endsWith("main/000006 a host of a 77 /logs/a/slot-1.log")
                .contains("main/000003 b host of b 77 /logs/b/slot-1.log");
        assertThat(rig.queues
                        .view()
                        .find(rig.campaign.name(), "main/000004")
                        .orElseThrow()
                        .ending())
                .extracting(ending -> ending.last().place().agent())
                .isEqualTo("b");
    }

    @Test
    void damagedPlacesCostNoTask() {
        rig.push(S, 1, 4);
        WorkQueue agent = rig.agent("a");
        runner.ask(redis -> redis.set(keys.places(), "x"));
        run(agent, "a", 2);
        runner.ask(redis -> redis.del(keys.places()));
        runner.ask(redis -> redis.hset(keys.places(), Map.of("last", "many", "1", "not JSON")));
        run(agent, "a", 2);
        assertThat(agents()).containsExactly("", "", "", "");
        assertThat(rig.queues.view().audit(rig.campaign.name()).holds()).isTrue();
    }

    @Test
    void lostPlacesAreNotTakenForOthers() {
        rig.push(S, 1, 2);
        WorkQueue agent = rig.agent("a");
        run(agent, "a", 1);
        runner.ask(redis -> redis.del(keys.places()));
        rig.pass(Duration.ofSeconds(3));
        run(agent, "b", 1);
        assertThat(agents()).containsExactly("", "b");
    }

    @Test
    void runTimesAreLearnt() {
        rig.push(S, 1, 3);
        run(rig.agent("a"), "a", 3);
        RunTimes runs = rig.tally(S).runTimes();
        assertThat(runs.done()).isEqualTo(3);
        assertThat(runs.mean()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(runs.cpu()).isEqualTo(Duration.ofMillis(3_750));
        assertThat(runs.wallOf(0.5)).isEqualTo(Duration.ofMillis(2_048));
        assertThat(runs.memoryOf(1)).isEqualTo(8_192);
    }

    @Test
    void reportThatIsSentAgainIsLearntOnce() {
        rig.push(S, 1, 1);
        WorkQueue agent = rig.agent("a");
        Report.Finish finish = finish(rig.claimOne(agent, S), "a");
        assertThat(rig.report(agent, finish)).isEqualTo(Answer.ACCEPTED);
        assertThat(rig.report(agent, finish)).isEqualTo(Answer.ALREADY);
        assertThat(rig.tally(S).runTimes().done()).isEqualTo(1);
    }

    @Test
    void finishedTaskIsSmall() {
        int tasks = 20_000;
        WorkQueue agent = rig.agent("a");
        long before = memory();
        rig.push(S, 1, tasks);
        for (int i = 0; i < tasks / 200; i++) {
            run(agent, "a", 200);
        }
        long each = (memory() - before) / tasks;
        System.out.println("a done task with one short parameter: " + each + " bytes of Redis");
        assertThat(each).isLessThanOrEqualTo(MOST_BYTES);
    }

    /** Where tasks ran, as it is read back. */
    private List<String> agents() {
        List<String> agents = new ArrayList<>();
        rig.queues
                .view()
                .endings(
                        rig.campaign.name(),
                        null,
                        ending -> agents.add(ending.last().place().agent()));
        return agents;
    }

    private long memory() {
        String text = runner.ask(redis -> redis.info("memory"));
        return text.lines()
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
