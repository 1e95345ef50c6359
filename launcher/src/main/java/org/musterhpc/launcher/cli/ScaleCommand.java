package org.musterhpc.launcher.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.batch.ArrayWatch;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster scale}: gives a campaign more or fewer agents, on the cluster that it runs on or on another beside it. */
final class ScaleCommand extends SessionCommand {
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
    int run(Session session) {
        if (!elements.matches("auto|per-task|\\d{1,7}")) {
            throw Problem.usage(
                    "--elements: '" + elements + "' is no number of agents", "write a number, auto or per-task");
        }
        String name = session.campaign(campaign);
        Campaign known = session.view()
                .campaign(name)
                .orElseThrow(() ->
                        Problem.failed("campaign " + name + " is not there any more", "look with muster status --all"));
        ClusterSettings settings = session.setup().cluster(cluster);
        int agents = settings instanceof ClusterSettings.Batch batch
                ? batch(session, known, batch)
                : local(session, known, settings);
        boolean batch = settings instanceof ClusterSettings.Batch;
        String there = Numbers.of(Integer.toString(agents), batch ? "element" : "agent") + " on cluster " + cluster;
        boolean leaving = elements.matches("\\d+") && agents > Integer.parseInt(elements);
        Said.of(
                session,
                name,
                leaving ? there + " still, some of them ending; there shall be " + elements : there,
                "elements",
                agents);
        return 0;
    }

    private int local(Session session, Campaign known, ClusterSettings settings) {
        Employer employer = session.sites().employer(settings);
        employer.check(known);
        Force force = employer.hire(known, Map.of(), elements);
        if (elements.equals("0")) {
            force.interrupted(session.setup().stopGrace());
        }
        return force.agents();
    }

    private int batch(Session session, Campaign known, ClusterSettings.Batch settings) {
        ArrayEmployer employer = new ArrayEmployer(session, session.sites().site(settings));
        if (!elements.equals("0")) {
            employer.check(known);
            employer.hire(known, Map.of(), elements);
        } else {
            session.link().ledger().goal(known.name(), cluster, elements);
        }
        ArrayWatch watch = employer.arrays(known);
        if (elements.matches("\\d+")) {
            View.Overview overview = session.view().overview(known.name());
            List<String> kept = watch.shrink(
                    Integer.parseInt(elements), overview.now(), session.around().pause());
            kept.forEach(session::note);
        }
        watch.letGo();
        return watch.live().stream().mapToInt(array -> array.seen().live()).sum();
    }
}
