package org.musterhpc.agent.process;

import java.nio.file.Path;

/** Shells. */
final class Shell {
    /** The one that every Linux has. */
    static final Path PATH = Path.of("/bin/sh");

    /** That of commands. */
    static final String BASH = "bash";

    private Shell() {}
}
