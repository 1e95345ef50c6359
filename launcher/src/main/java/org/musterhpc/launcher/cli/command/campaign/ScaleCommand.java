package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.pool.PoolControl;
import org.musterhpc.launcher.app.pool.PoolStanding;
import org.musterhpc.launcher.app.run.ScaleCampaign;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.site.PoolText;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster scale}: gives a campaign more or fewer agents, on the cluster that it runs on or on another beside it. */
public final class ScaleCommand extends SessionCommand {
    private static final int MOST = 10_000;

    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--cluster", paramLabel = "NAME", description = "where (a name in muster.yml, or local)")
    @Nullable
    String cluster;

    @Option(
            names = "--elements",
            paramLabel = "N",
            description = "how many agents there shall be: a number (0: none), auto, or per-task")
    @Nullable
    String elements;

    @Option(names = "--pool", paramLabel = "NAME", description = "a pool, for all its campaigns, with --agents")
    @Nullable
    String pool;

    @Option(
            names = "--agents",
            paramLabel = "N",
            description = "how many agents the pool shall have: on each machine, or in arrays")
    @Nullable
    Integer agents;

    @Override
    protected int run(Session session) {
        boolean ofPool = pool != null || agents != null;
        if (ofPool && (campaign != null || cluster != null || elements != null)) {
            throw Problem.usage(
                    "a pool's agents belong to no campaign", "write: muster scale --pool NAME --agents N, and no more");
        }
        return ofPool ? scalePool(session, pool, agents) : scale(session, cluster, elements);
    }

    private static int scalePool(Session session, @Nullable String pool, @Nullable Integer agents) {
        if (pool == null || agents == null || agents < 0 || agents > MOST) {
            throw Problem.usage(
                    "--pool and --agents belong together, the one a pool in muster.yml, the other a number from 0 to "
                            + MOST,
                    "write: muster scale --pool NAME --agents N");
        }
        PoolControl control = session.app().pool();
        PoolStanding standing = control.start(control.meant(pool), agents);
        PoolText.show(session, standing);
        return standing.whole() || agents == 0 ? 0 : Problem.FAILED;
    }

    private int scale(Session session, @Nullable String cluster, @Nullable String elements) {
        if (cluster == null || elements == null) {
            throw Problem.usage(
                    "missing " + (cluster == null ? "--cluster NAME" : "--elements N"),
                    "write: muster scale CAMPAIGN --cluster NAME --elements N; or muster scale --pool NAME --agents N");
        }
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
