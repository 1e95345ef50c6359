package org.musterhpc.launcher.cli;

import org.musterhpc.launcher.cli.command.Surroundings;

/** The program {@code muster}. */
public final class MusterMain {
    private MusterMain() {}

    public static void main(String[] args) {
        Surroundings surroundings = Surroundings.real();
        int status = new Program(surroundings).run(args);
        System.exit(status);
    }
}
