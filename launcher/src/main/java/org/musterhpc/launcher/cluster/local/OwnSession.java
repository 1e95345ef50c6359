package org.musterhpc.launcher.cluster.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a program in a session of its own, so that a terminal's Ctrl-C does not reach it beside what the launcher sends,
 * nor the hang-up when the terminal closes. The process keeps its number: setsid forks only when called by a group's
 * leader, which a new child is not.
 */
final class OwnSession {
    /** To be put before the program's words; empty on a system without setsid. */
    static final List<String> PREFIX = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(program -> Files.isExecutable(Path.of(program)))
            .limit(1)
            .toList();

    private OwnSession() {}
}
