package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View;
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
        session.control().resume(name);
        View.Overview overview = session.view().overview(name);
        boolean idle = overview.agents() == 0 && !overview.complete();
        Said.of(session, name, idle ? "resumed, but it has no agents: muster run " + name : "resumed", "paused", false);
        return 0;
    }
}
