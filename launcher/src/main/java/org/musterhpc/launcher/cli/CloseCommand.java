package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** {@code muster close}: no more tasks come to a campaign that is open; it ends when those that are there have ended. */
final class CloseCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    CloseCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String name = session.campaign(campaign);
        boolean open = AddCommand.tasks(session).close(name);
        Said.of(
                session,
                name,
                open
                        ? "closed: it ends when all tasks that are there have ended"
                        : "is not open, or was closed before; it ends when its tasks have",
                "closed",
                true);
        return 0;
    }
}
