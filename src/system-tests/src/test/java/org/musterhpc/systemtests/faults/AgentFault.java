package org.musterhpc.systemtests.faults;

import java.util.List;
import java.util.Optional;

/** What befalls agents and the nodes they are on. */
enum AgentFault implements Fault {
    KILLED(
            "kill -9 of an agent",
            Promise.of("what it ran, once more", "a lease after its last heartbeat")
                    .but("what its tasks had written by then is theirs to overwrite")) {
        @Override
        void strike(Arena arena, long agent) {
            Procs.signal("KILL", agent);
        }
    },

    POWER_CUT(
            "a node's power cut: agent, watchdog and tasks gone at once",
            Promise.of("what it ran, once more", "a lease after its last heartbeat")
                    .but("the last second of the node's journal, should Redis be lost as well")) {
        @Override
        void strike(Arena arena, long agent) {
            Procs.signal("STOP", agent); // so that it starts nothing while we count
            List<Long> all = Procs.tree(agent);
            all.forEach(pid -> Procs.signal("STOP", pid));
            all.forEach(pid -> Procs.signal("KILL", pid));
        }
    },

    STOPPED(
            "SIGSTOP of an agent beyond its lease, then SIGCONT",
            Promise.of("what it ran, once more; its own late outcomes count for nothing", "a lease after it stopped")
                    .but("its tasks go on while it is stopped, beside their repetition")) {
        @Override
        void strike(Arena arena, long agent) {
            Procs.signal("STOP", agent);
            Arena.pass(Arena.LEASE_SECONDS * 1_500L);
            Procs.signal("CONT", agent);
        }
    },

    TERMINATED(
            "SIGTERM of an agent",
            Promise.of("what it ran, once more, as PREEMPTED", "at once: it gives everything back")) {
        @Override
        void strike(Arena arena, long agent) {
            Procs.signal("TERM", agent);
        }
    };

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    AgentFault(String title, Promise promise) {
        this.title = title;
        this.promise = promise;
    }

    abstract void strike(Arena arena, long agent);

    @Override
    public boolean strike(Arena arena) {
        Optional<Long> agent = arena.someAgent();
        agent.ifPresent(pid -> strike(arena, pid));
        return agent.isPresent();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return promise;
    }
}
