package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** {@code muster pause}: agents claim nothing more; what runs goes on. */
final class PauseCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    PauseCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String name = session.campaign(campaign);
        session.app().pausing().pause(name);
        Said.of(
                session,
                name,
                "paused: what runs goes on, nothing more is begun; muster resume " + name,
                "paused",
                true);
        return 0;
    }
}
