package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.testkit.RedisServer;

/**
 * What bounds cost Redis in a claim, as it counts itself; no script may take long. That is held against the processor time
 * of Redis' own thread, so that a busy machine does not count.
 */
class BoundsCostIT {
    private static final int CLAIMS = 2_000;
    private static final int STAGES = 100;
    private static final double MOST_MICROS = 20_000;
    private static final Pattern BUSY = Pattern.compile("used_cpu_(?:sys|user)_main_thread:([\\d.]+)");
    private static final Pattern MICROS = Pattern.compile("cmdstat_evalsha:calls=(\\d+),usec=(\\d+)");

    private static List<Stage> stages(Bounds bounds) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < STAGES; i++) {
            stages.add(Rig.stage("s" + i).boundedBy(bounds));
        }
        return stages;
    }

    /** How many scripts were run, and how long they took in all. */
    private record Spent(long calls, long micros, double busyMicros) {
        static Spent at(ScriptRunner runner) {
            Matcher found = MICROS.matcher(runner.ask(redis -> redis.info("commandstats")));
            assertThat(found.find()).isTrue();
            double busy = BUSY.matcher(runner.ask(redis -> redis.info("cpu")))
                    .results()
                    .mapToDouble(seconds -> Double.parseDouble(seconds.group(1)) * 1e6)
                    .sum();
            assertThat(busy).isPositive();
            return new Spent(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)), busy);
        }

        /** By the clock; checks by the processor. */
        double perCall(ScriptRunner runner) {
            Spent now = at(runner);
            assertThat((now.busyMicros - busyMicros) / (now.calls - calls)).isLessThan(MOST_MICROS);
            return (double) (now.micros - micros) / (now.calls - calls);
        }
    }

    /** A claim of one task, and a look of whoever tends all stages. */
    private static String cost(RedisAddress address, String what, List<Stage> stages) {
        try (Rig rig = new Rig(address, "cost", stages.toArray(Stage[]::new));
                ScriptRunner runner = TestServer.runner(address)) {
            rig.push("s0", 1, CLAIMS + 1);
            WorkQueue agent = rig.agent("a");
            Rig.claim(agent, "s0", 1);
            Spent before = Spent.at(runner);
            for (int i = 0; i < CLAIMS; i++) {
                rig.pass(Duration.ofMillis(6));
                assertThat(Rig.claim(agent, "s0", 1)).hasSize(1);
            }
            double claim = before.perCall(runner);
            before = Spent.at(runner);
            for (int i = 0; i < 20; i++) {
                agent.tend(Duration.ofSeconds(1));
            }
            double tend = before.perCall(runner);
            rig.queues.control().purge("cost");
            return String.format("%s: claim %.0f µs, tend of %d stages %.0f µs%n", what, claim, stages.size(), tend);
        }
    }

    @Test
    void nothingTakesRedisLong() {
        try (RedisServer server = RedisServer.start()) {
            RedisAddress address = new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
            System.out.print(costs(address));
        }
    }

    private static String costs(RedisAddress address) {
        StringBuilder told = new StringBuilder();
        for (int round = 0; round < 2; round++) { // the first warms it up
            told.setLength(0);
            told.append(cost(address, "no bounds", stages(Bounds.NONE)));
            told.append(cost(address, "max_running", stages(new Bounds(1_000_000, null, Map.of()))));
            told.append(cost(address, "rate", stages(new Bounds(0, new Rate(200, Duration.ofSeconds(1)), Map.of()))));
            Bounds share = new Bounds(0, null, Map.of("licence", new Share(1, 1_000_000)));
            List<Stage> one = stages(Bounds.NONE);
            one.set(0, one.get(0).boundedBy(share));
            told.append(cost(address, "limit of one stage", one));
            List<Stage> ten = stages(Bounds.NONE);
            ten.replaceAll(stage -> stage.name().length() == 2 ? stage.boundedBy(share) : stage);
            told.append(cost(address, "limit of ten stages", ten));
            told.append(cost(address, "limit of a hundred stages", stages(share)));
        }
        return told.toString();
    }
}
