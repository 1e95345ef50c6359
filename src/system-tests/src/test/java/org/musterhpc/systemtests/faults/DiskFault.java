package org.musterhpc.systemtests.faults;

import java.util.Optional;

/** What befalls the disk on which a host's agent writes logs, journal and spool. */
enum DiskFault implements Fault {
    FULL(
            "disk of the logs full",
            Promise.of("nothing", "at once: tasks go on")
                    .but(
                            "outputs and journal of what ended meanwhile: should Redis be lost as well, that runs again")) {
        @Override
        boolean strikeDisk(Arena arena, Host host) {
            Disk disk = host.disk();
            disk.fill();
            Arena.pass(arena.random(1_000, 3_000));
            disk.free();
            return true;
        }
    },

    FULL_AND_REDIS_AWAY(
            "disk of the logs full while Redis is away",
            Promise.of("what ran longer than its lease meanwhile", "when Redis answers again")
                    .but(
                            "reports that an agent has in memory alone, should it be killed at the same time: that runs again")) {
        @Override
        boolean strikeDisk(Arena arena, Host host) {
            Disk disk = host.disk();
            disk.fill();
            arena.redis().kill9();
            Arena.pass(arena.random(500, 2_000));
            arena.redis().restart();
            disk.free();
            return true;
        }

        @Override
        public boolean forgets() {
            return true; // as any kill of Redis under everysec
        }
    },

    READ_ONLY(
            "disk of the logs read-only when an agent starts",
            Promise.of("what the agent before it ran, once more", "a lease after its last heartbeat")
                    .but("that such a node works: it claims nothing and says why")) {
        @Override
        boolean strikeDisk(Arena arena, Host host) {
            host.agent().hold();
            try {
                Optional<ProcessHandle> agent = host.pid().flatMap(ProcessHandle::of);
                agent.ifPresent(ProcessHandle::destroyForcibly);
                agent.ifPresent(process -> process.onExit().join());
                // Its watchdog and tasks may have files open for a moment longer.
                for (int tries = 0; !host.disk().readOnly(); tries++) {
                    if (tries == 100) {
                        return false;
                    }
                    Arena.pass(20);
                }
                host.agent().release();
                Arena.pass(2_000);
                host.disk().writable();
                return true;
            } finally {
                host.agent().release();
            }
        }
    };

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // strings alone
    private final Promise promise;

    DiskFault(String title, Promise promise) {
        this.title = title;
        this.promise = promise;
    }

    abstract boolean strikeDisk(Arena arena, Host host);

    /** One fault at a time on each disk: one that is read-only cannot be filled. */
    @Override
    public boolean strike(Arena arena) {
        Host host = arena.someHost();
        synchronized (host.disk()) {
            return strikeDisk(arena, host);
        }
    }

    @Override
    public Optional<String> impossible() {
        return Disk.possible() ? Optional.empty() : Optional.of("a disk of its own needs root, and mount");
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
