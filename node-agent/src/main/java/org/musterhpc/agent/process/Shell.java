package org.musterhpc.agent.process;

import java.nio.file.Path;

/** The one shell that every Linux has. */
final class Shell {
    static final Path PATH = Path.of("/bin/sh");

    private Shell() {}
}
