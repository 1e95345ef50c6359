package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.testkit.RedisServer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.Slowlog;

/**
 * No script holds Redis up, however many tasks there are. What is compared is the processor time of Redis' own thread, so
 * that a busy machine does not count; the server compresses its lists, as the one that Muster starts does, which makes
 * looking into the middle of a list dearer.
 */
class MillionTasksIT {
    private static final String NAME = "million";
    private static final int MILLION = 1_000_000;
    private static final int PORTION = 10_000;
    /** A script may take so long of Redis, in milliseconds. */
    private static final double MOST_MS = 20;

    private RedisServer server;
    private Rig rig;
    private ScriptRunner runner;
    private Jedis admin;

    @BeforeEach
    void open() {
        server = RedisServer.start("list-compress-depth 1", "slowlog-log-slower-than 1000", "slowlog-max-len 10000");
        RedisAddress address = new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
        rig = new Rig(
                address,
                NAME,
                Rig.stage("first", null, List.of(new Follower("all", true))),
                Rig.stage("all", new After("first", true), List.of()),
                Rig.stage("free"));
        runner = TestServer.runner(address);
        admin = new Jedis(URI.create(server.url()));
    }

    @AfterEach
    void close() {
        admin.close();
        runner.close();
        rig.close();
        server.close();
    }

    /** Prints, and checks, how much of Redis each script took in the mean while this was done; the scripts of an operation are alike. */
    private void measured(String what, Runnable operation) {
        admin.slowlogReset();
        double before = busyMs();
        long calls = calls();
        operation.run();
        calls = calls() - calls;
        double each = (busyMs() - before) / Math.max(1, calls);
        System.out.printf(
                "%-36s %,6d calls, %6.3f ms of Redis each; by the clock %6.1f at the most%n",
                what, calls, each, longestMs());
        assertThat(each).as(what).isLessThanOrEqualTo(MOST_MS);
    }

    /** As the server's own log of slow commands has it, others on the machine included; 0 where none took a millisecond. */
    private double longestMs() {
        return admin.slowlogGet(10_000).stream()
                        .mapToLong(Slowlog::getExecutionTime)
                        .max()
                        .orElse(0)
                / 1e3;
    }

    private double busyMs() {
        return number("cpu", "used_cpu_sys_main_thread:") * 1e3 + number("cpu", "used_cpu_user_main_thread:") * 1e3;
    }

    private long calls() {
        return (long) number("commandstats", "cmdstat_evalsha:calls=");
    }

    private double number(String section, String field) {
        return lines(section)
                .filter(line -> line.startsWith(field))
                .mapToDouble(line ->
                        Double.parseDouble(line.substring(field.length()).split(",", 2)[0]))
                .findFirst()
                .orElse(0);
    }

    private Stream<String> lines(String section) {
        String text = runner.ask(redis -> redis.info(section));
        return text.lines().map(String::strip);
    }

    private void push(String stage, int tasks) {
        for (int from = 1; from <= tasks; from += PORTION) {
            rig.push(stage, from, Math.min(from + PORTION - 1, tasks));
        }
        rig.queues.intake().seal(NAME, stage);
    }

    private static List<String> ids(String stage, int... numbers) {
        return IntStream.of(numbers).mapToObj(n -> Message.numberedId(stage, n)).toList();
    }

    @Test
    void noScriptHoldsRedisUp() {
        push("first", 1);
        measured("push a million that are held", () -> push("all", MILLION));
        measured("push a million", () -> push("free", MILLION));
        measured("status", () -> rig.overview());

        measured(
                "show one in the middle",
                () -> assertThat(rig.stateOf(Message.numberedId("free", 654_321)))
                        .isEqualTo(State.PENDING));
        measured(
                "show one of the held",
                () -> assertThat(rig.stateOf(Message.numberedId("all", 345_678)))
                        .isEqualTo(State.BLOCKED));
        measured(
                "show one that is not there",
                () -> assertThat(rig.queues.view().find(NAME, "free/nobody")).isEmpty());
        measured(
                "cancel five by their ids",
                () -> assertThat(rig.queues
                                .control()
                                .cancel(NAME, null, ids("free", 5_000, 123_456, 500_000, 654_321, 999_000)))
                        .isEqualTo(5));
        measured(
                "cancel three of the held",
                () -> assertThat(rig.queues.control().cancel(NAME, null, ids("all", 2, 500_000, MILLION)))
                        .isEqualTo(3));
        assertThat(rig.count("free", State.PENDING)).isEqualTo(MILLION - 5);
        assertThat(rig.count("all", State.BLOCKED)).isEqualTo(MILLION - 3);

        WorkQueue agent = rig.agent("a");
        Lease first = rig.claimOne(agent, "first");
        measured("release a million", () -> rig.report(agent, rig.finish(first)));
        assertThat(rig.count("all", State.PENDING)).isEqualTo(MILLION - 3);
        measured("claim a thousand, ten times", () -> {
            for (int i = 0; i < 10; i++) {
                List<Report> dead = new ArrayList<>();
                Rig.claim(agent, "all", 1_000).forEach(lease -> dead.add(rig.bury(lease)));
                agent.exchange(dead, List.of());
            }
        });
        measured("finish a thousand, ten times", () -> {
            for (int i = 0; i < 10; i++) {
                List<Report> done = new ArrayList<>();
                Rig.claim(agent, "free", 1_000).forEach(lease -> done.add(rig.finish(lease)));
                agent.exchange(done, List.of());
            }
        });
        measured(
                "retry all dead",
                () -> assertThat(rig.queues.control().requeue(NAME, "all", List.of(), false))
                        .satisfies(sent -> assertThat(sent.sent()).isEqualTo(10_000)));
        measured(
                "rollcall --deep",
                () -> assertThat(rig.queues.view().audit(NAME).holds()).isTrue());
        measured("cancel all of a million", () -> rig.queues.control().cancel(NAME, "free", List.of()));
        assertThat(rig.tally("free").count(State.CANCELLED)).isEqualTo(MILLION - 10_000);
        measured("purge", () -> rig.queues.control().purge(NAME));
    }
}
