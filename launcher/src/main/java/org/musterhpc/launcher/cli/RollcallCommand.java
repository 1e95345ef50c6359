package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.RollCall;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.launcher.view.StatusText;
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
        RollCall.Roll roll = session.app().rollCall().of(name, deep);
        Output out = session.out();
        if (session.json()) {
            out.json(StatusJson.rollcall(name, roll.overview(), roll.audit()));
        } else {
            out.lines(StatusText.rollcall(out.look(), name, roll.overview(), roll.audit()));
        }
        if (!roll.holds() && !deep && !session.json()) {
            session.note("muster rollcall " + name + " --deep lists the ids");
        }
        return roll.holds() ? 0 : Problem.FAILED;
    }
}
