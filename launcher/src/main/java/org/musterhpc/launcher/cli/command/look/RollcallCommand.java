package org.musterhpc.launcher.cli.command.look;

import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.text.StatusText;
import picocli.CommandLine.Option;

/** {@code muster rollcall}: whether every task is in exactly one state. */
public final class RollcallCommand extends CampaignCommand {
    @Option(
            names = "--deep",
            description = "compare ids, and list what is missing or doubled; slow for large campaigns")
    boolean deep;

    @Override
    protected int run(Session session, String name) {
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
