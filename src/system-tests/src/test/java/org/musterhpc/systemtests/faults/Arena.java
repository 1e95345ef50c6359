package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.TcpProxy;

/** All that takes part in a round: Redis, the launcher, hosts with agents. Faults reach them through here. */
final class Arena implements AutoCloseable {
    static final int LEASE_SECONDS = 2;
    private static final int HOSTS = 3;

    private final Plan plan;
    private final Random random;
    private final Muster muster = new Muster();
    private final RedisServer redis;
    private final TcpProxy login;
    private final Peek peek;
    private final Launcher launcher;
    private final List<Host> hosts = new ArrayList<>();

    Arena(Plan plan) throws IOException {
        this.plan = plan;
        random = plan.random();
        redis = RedisServer.start(
                "appendonly yes", "appendfsync " + (plan.always() ? "always" : "everysec"), "enable-debug-command yes");
        login = new TcpProxy(redis.port());
        peek = new Peek(
                redis.port(),
                plan.campaign(),
                plan.shape().stages(),
                plan.shape().submitted());
        muster.write("muster.yml", """
                redis: {url: "redis://127.0.0.1:%d"}
                heartbeat: {interval: 500ms, lease: %ds}
                agent: {slots: 4, kill_grace: 1s}
                clusters: {local: {type: local, agents: 1}}
                """.formatted(login.port(), LEASE_SECONDS));
        muster.write(plan.campaign() + ".yml", plan.yaml());
        launcher = new Launcher(muster, plan, login);
    }

    void startHosts() {
        MusterHome home = new MusterHome(folder().resolve("home"));
        for (int i = 0; i < HOSTS; i++) {
            Path host = folder().resolve("host-" + i);
            hosts.add(new Host("h" + i, host, muster.root, plan.campaign(), home, redis.port()));
        }
    }

    Plan plan() {
        return plan;
    }

    Path folder() {
        return muster.folder;
    }

    RedisServer redis() {
        return redis;
    }

    Peek peek() {
        return peek;
    }

    Launcher launcher() {
        return launcher;
    }

    List<Host> hosts() {
        return hosts;
    }

    /** The host whose agent no fault ends, so that its memory tells something. */
    Host steady() {
        return hosts.get(0);
    }

    /** One of the others. */
    Host someHost() {
        return hosts.get(1 + random.nextInt(hosts.size() - 1));
    }

    int random(int from, int below) {
        return from + random.nextInt(below - from);
    }

    /**
     * A living agent, a host's or the launcher's, but not the steady one's; where a task is run twice just now, mostly one of the two that
     * run it.
     */
    Optional<Long> someAgent() {
        Optional<Long> steady = steady().pid();
        List<Long> all = agents().stream()
                .filter(pid -> steady.filter(pid::equals).isEmpty())
                .toList();
        List<Long> doubled = all.stream().filter(peek.pidsOfDoubled()::contains).toList();
        return some(doubled.isEmpty() || random.nextInt(4) == 0 ? all : doubled);
    }

    /** Without what an agent has just forked: until it has become a task, it bears the agent's command line. */
    List<Long> agents() {
        Set<Long> all = Procs.of(folder()).stream()
                .filter(pid -> Procs.commandLine(pid).contains("org.musterhpc.agent.AgentMain"))
                .collect(Collectors.toSet());
        return all.stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(ProcessHandle::parent)
                        .filter(parent -> all.contains(parent.pid()))
                        .isEmpty())
                .sorted()
                .toList();
    }

    /**
     * A task that has written down that it runs, and sleeps; waits for one while the campaign goes on. What befell a task before that would
     * be recorded of an attempt that nobody can tell to have run.
     */
    Optional<Long> someTask() {
        long end = System.nanoTime() + Ceiling.TIME.toNanos();
        while (System.nanoTime() < end
                && peek.look().filter(Peek.Look::complete).isEmpty()) {
            List<Long> tasks = agents().stream()
                    .flatMap(agent -> ProcessHandle.of(agent).stream())
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    // An agent's watchdog stands where the agent stands, a task where the campaign's file lies.
                    .filter(pid -> Procs.folder(pid).filter(folder()::equals).isPresent())
                    .filter(pid -> Procs.commandLine(pid).startsWith("sleep "))
                    .toList();
            if (!tasks.isEmpty()) {
                return some(tasks);
            }
            LockSupport.parkNanos(10_000_000);
        }
        return Optional.empty();
    }

    private Optional<Long> some(List<Long> pids) {
        return pids.isEmpty() ? Optional.empty() : Optional.of(pids.get(random.nextInt(pids.size())));
    }

    /** Lets time go by while a fault lasts. */
    static void pass(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    Muster.Ended muster(String... words) {
        return launcher.begin(words).end();
    }

    /** Everything that must have an end before the books are looked at: who follows, and the agents. */
    void endPrograms() {
        launcher.close();
        hosts.forEach(Host::close);
    }

    @Override
    public void close() throws IOException {
        endPrograms();
        hosts.forEach(Host::unmount);
        peek.close();
        login.close();
        redis.close();
    }
}
