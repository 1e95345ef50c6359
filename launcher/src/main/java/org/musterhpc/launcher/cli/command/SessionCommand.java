package org.musterhpc.launcher.cli.command;

import picocli.CommandLine.Mixin;

/** One command of the program, its options already read: asks for one thing, and tells what came of it. */
public abstract class SessionCommand {
    @Mixin
    CommonOptions common = new CommonOptions();

    public final int execute(Surroundings around) {
        try (Session session = new Session(around, common)) {
            return run(session);
        }
    }

    /** @return the exit status: 0 fine, 1 tasks failed or a check does not hold */
    protected abstract int run(Session session);
}
