package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** {@code muster resume}: agents claim again. */
final class ResumeCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    ResumeCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String name = session.campaign(campaign);
        boolean idle = session.app().pausing().resume(name);
        Said.of(session, name, idle ? "resumed, but it has no agents: muster run " + name : "resumed", "paused", false);
        return 0;
    }
}
