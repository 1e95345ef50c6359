package org.musterhpc.launcher.shell.local;

import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Shell;

/** This machine: where the launcher is on the login node already. */
public final class LocalShell implements Shell {

    @Override
    public Answer run(Command command) throws NoAnswer {
        return new LocalRun(command, name()).inOwnSession();
    }

    @Override
    public String name() {
        return "this machine";
    }

    @Override
    public void close() {
        // nothing is kept open
    }
}
