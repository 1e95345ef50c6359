package org.musterhpc.launcher.cli;

import picocli.CommandLine.Mixin;

/** A command that reads or changes campaigns. */
abstract class SessionCommand implements Command {
    @Mixin
    CommonOptions common = new CommonOptions();

    private final Surroundings around;

    SessionCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public int execute() {
        try (Session session = new Session(around, common)) {
            return run(session);
        }
    }

    abstract int run(Session session);
}
