package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.run.ScaleCampaign;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster scale}: gives a campaign more or fewer agents, on the cluster that it runs on or on another beside it. */
public final class ScaleCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            required = true,
            description = "where (a name in muster.yml, or local)")
    String cluster = "";

    @Option(
            names = "--elements",
            paramLabel = "N",
            required = true,
            description = "how many agents there shall be: a number (0: none), auto, or per-task")
    String elements = "";

    @Override
    protected int run(Session session) {
        Goal goal = Goal.parse(elements)
                .orElseThrow(() -> Problem.usage(
                        "--elements: '" + elements + "' is no number of agents", "write a number, auto or per-task"));
        String name = session.campaign(campaign);
        Campaign known = session.view()
                .campaign(name)
                .orElseThrow(() ->
                        Problem.failed("campaign " + name + " is not there any more", "look with muster status --all"));
        ScaleCampaign.Scaled scaled = session.app().scale().scale(known, cluster, goal);
        scaled.notes().forEach(session::note);
        int agents = scaled.agents();
        boolean batch = session.setup().batch(cluster) != null;
        String there = Numbers.of(Integer.toString(agents), batch ? "element" : "agent") + " on cluster " + cluster;
        boolean leaving = goal instanceof Goal.Fixed fixed && agents > fixed.agents();
        ChangeLine.of(
                session,
                name,
                leaving ? there + " still, some of them ending; there shall be " + elements : there,
                "elements",
                agents);
        return 0;
    }
}
