package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.launcher.view.StatusText;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster rollcall}: whether every task is in exactly one state. */
final class RollcallCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(
            names = "--deep",
            description = "compare ids, and list what is missing or doubled; slow for large campaigns")
    boolean deep;

    RollcallCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String name = session.campaign(campaign);
        View.Audit audit = deep ? session.view().audit(name) : null;
        View.Overview overview = session.view().overview(name);
        Output out = session.out();
        if (session.json()) {
            out.json(StatusJson.rollcall(name, overview, audit));
        } else {
            out.lines(StatusText.rollcall(out.look(), name, overview, audit));
        }
        boolean holds = overview.stages().values().stream().allMatch(Tally::holds) && (audit == null || audit.holds());
        if (!holds && !deep && !session.json()) {
            session.note("muster rollcall " + name + " --deep lists the ids");
        }
        return holds ? 0 : Problem.FAILED;
    }
}
