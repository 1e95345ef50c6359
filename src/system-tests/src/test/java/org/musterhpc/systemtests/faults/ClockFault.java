package org.musterhpc.systemtests.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's clock is wrong: its agent is ended and comes back under another time (by libfaketime), until the round ends. */
enum ClockFault implements Fault {
    AHEAD("a node's clock an hour ahead", "+3600"),
    BEHIND("a node's clock an hour behind", "-3600");

    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

    private final String title;
    private final String offset;

    ClockFault(String title, String offset) {
        this.title = title;
        this.offset = offset;
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    @Override
    public Optional<String> impossible() {
        return library().isPresent() ? Optional.empty() : Optional.of("no libfaketime (package faketime)");
    }

    @Override
    public boolean strike(Arena arena) {
        Host host = arena.someHost();
        host.variables(Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME",
                offset,
                // The JVM's waits are by the monotonic clock; they must not be.
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0"));
        Optional<Long> agent = host.pid();
        agent.ifPresent(pid -> Procs.signal("TERM", pid));
        return agent.isPresent();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return Promise.of("nothing: leases and deadlines are by Redis' clock", "at once")
                .but("that times in a task's own output are right");
    }
}
