package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.Purge;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster purge}: removes a campaign from Redis, from MUSTER_HOME, and from the clusters that it ran on. */
public final class PurgeCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Option(names = "--force", description = "even while tasks are running")
    boolean force;

    @Override
    protected int run(Session session) {
        Purge purge = session.app().purge();
        Purge.Marked marked = purge.mark(campaign, force);
        String name = marked.campaign();
        if (!yes && !session.streams().interactive()) {
            throw Problem.usage(
                    "purge removes " + name + " for good, and nobody can be asked",
                    "say so: muster purge " + name + " --yes");
        }
        String tasks = Numbers.of(Numbers.grouped(marked.standing().total()), "task");
        if (!yes && !session.streams().agrees("remove " + name + ", " + tasks + ", with all results and logs?")) {
            session.note("nothing was removed");
            return Problem.FAILED;
        }
        purge.remove(marked);
        ChangeLine.of(session, name, "removed", "purged", true);
        return 0;
    }
}
