package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.RedisServer;

/** Agents that wait for work beside one task that does not end, on a server of their own; nobody follows the campaign. */
final class IdleAgents {
    private static final Pattern SPENT = Pattern.compile("cmdstat_([^:]+):calls=\\d+,usec=(\\d+)");
    private static final Duration COMING = Duration.ofMinutes(2);

    private final Muster muster;
    private final RedisServer redis;
    private int made;

    IdleAgents(Muster muster, RedisServer redis) {
        this.muster = muster;
        this.redis = redis;
    }

    /** What is measured while they wait. */
    interface While {
        double measured(List<ProcessHandle> agents) throws IOException, InterruptedException;
    }

    /** Redis' microseconds an agent and second: its scripts and what they call both counted. */
    double redisMicros(int agents, Duration time) throws IOException, InterruptedException {
        return with(agents, processes -> {
            long before = spent();
            long from = System.nanoTime();
            long micros;
            do { // a short while may lie between two of their calls
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
                micros = spent() - before;
            } while (micros == 0);
            return micros / ((System.nanoTime() - from) / 1e9) / agents;
        });
    }

    /** MiB of an agent in the mean: {@code Rss} or {@code Pss}, in which what they share counts once. */
    double mebibytes(int agents, String figure) throws IOException, InterruptedException {
        return with(agents, processes -> {
            double sum = 0;
            for (ProcessHandle process : processes) {
                sum += ProcessMemory.mebibytes(process.pid(), figure);
            }
            return sum / agents;
        });
    }

    private double with(int agents, While what) throws IOException, InterruptedException {
        String name = "idle-" + made++;
        String settings = muster.write(
                        name + "-settings.yml",
                        "redis: {url: \"" + redis.url() + "\", accept: [no-appendonly, eviction, no-password]}\n"
                                + "agent: {slots: 1, linger: 30m}\nclusters: {local: {type: local, agents: " + agents
                                + "}}\n")
                .toString();
        muster.write(name + ".yml", "command: [sleep, \"3600\"]\ntasks: {range: 1-1}\nwalltime: 1h\n");
        Process run = muster.start("run", "--config", settings, name + ".yml");
        List<ProcessHandle> processes = List.of();
        try {
            awaitAgents(run, name, agents);
            processes = run.descendants().filter(IdleAgents::isAgent).toList();
            if (processes.size() != agents) {
                throw new IOException(processes.size() + " agents were found where " + agents + " are");
            }
            run.destroyForcibly().waitFor(); // whoever follows asks Redis, too
            return what.measured(processes);
        } finally {
            run.destroyForcibly();
            processes.forEach(ProcessHandle::destroy);
            processes.forEach(process -> process.onExit().join());
            muster.run("purge", "--config", settings, name, "--yes", "--force");
        }
    }

    /** Until all are known to Redis and the one task runs; then for as long as idle agents need to settle. */
    private void awaitAgents(Process run, String name, int agents) throws IOException, InterruptedException {
        long end = System.nanoTime() + COMING.toNanos();
        try (Queues queues =
                Queues.connect(new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX))) {
            while (!areThere(queues.view(), name, agents)) {
                if (System.nanoTime() > end || !run.isAlive()) {
                    throw new IOException("the agents did not come");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        TimeUnit.SECONDS.sleep(2);
    }

    private static boolean areThere(View view, String name, int agents) {
        if (view.campaign(name).isEmpty()) {
            return false;
        }
        View.Overview overview = view.overview(name);
        return overview.agents() == agents
                && overview.stages().values().stream().anyMatch(tally -> tally.count(State.WORKING) > 0);
    }

    private static boolean isAgent(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .contains(".AgentMain");
        } catch (IOException gone) {
            return false;
        }
    }

    private long spent() {
        long micros = 0;
        Matcher command = SPENT.matcher(redis.ask("INFO commandstats"));
        while (command.find()) {
            micros += command.group(1).equals("info") ? 0 : Long.parseLong(command.group(2));
        }
        return micros;
    }
}
