package org.musterhpc.agent.process.posix;

import java.nio.file.Path;

/** ShellPaths. */
public final class ShellPaths {
    /** The one that every Linux has. */
    public static final Path PATH = Path.of("/bin/sh");

    /** That of commands. */
    public static final String BASH = "bash";

    private ShellPaths() {}
}
