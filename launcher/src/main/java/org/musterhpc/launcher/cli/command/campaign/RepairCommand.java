package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Repair;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.repair.Reruns;
import org.musterhpc.launcher.repair.Survey;
import org.musterhpc.launcher.view.json.RepairJson;
import org.musterhpc.launcher.view.text.RepairText;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster repair}: looks for the outputs of a campaign's tasks and, as {@code run} does, sees through what has to run
 * so that all are there. Of a file that was never submitted, it submits what is not there.
 */
public final class RepairCommand extends SessionCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "CAMPAIGN|FILE",
            description =
                    "a campaign, or its file; of one that was never submitted, what is on disk is recorded as done,"
                            + " and the rest is sent")
    @Nullable
    String what;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "only what is missing at this stage, and what follows from that")
    @Nullable
    String stage;

    @Option(
            names = "--downstream",
            description = "all that follows from what runs, though its outputs are there, runs again")
    boolean downstream;

    @Option(names = "--dry-run", description = "show what is missing and would run; change nothing")
    boolean dryRun;

    @Option(names = "--no-run", description = "only put tasks on the queue; agents that are there will run them")
    boolean noRun;

    @Option(names = "--cluster", paramLabel = "NAME", description = "where agents run")
    @Nullable
    String cluster;

    @Mixin
    FileOptions options = new FileOptions();

    @Override
    protected int run(Session session) {
        String word = what;
        if (word != null && Campaigns.isFile(word)) {
            CampaignRequest request =
                    new CampaignRequest(word, options.name, cluster, options.vars.given(), false, false);
            String campaign = Repair.name(request);
            return session.app().repair().submitted(campaign)
                    ? repair(session, campaign)
                    : submit(session, campaign, request);
        }
        if (!options.vars.given().isEmpty() || options.name != null) {
            throw Problem.usage("--var and --name are for a campaign's file", "name the file, or leave them out");
        }
        return repair(session, session.campaign(word));
    }

    private int repair(Session session, String campaign) {
        session.app().campaigns().requireStage(campaign, stage);
        Repair repair = session.app().repair();
        Set<String> owed = Set.of();
        int status = 0;
        while (true) {
            Survey survey = repair.look(campaign, new Survey.Wanted(stage, downstream, owed));
            if (!owed.isEmpty() && survey.later().size() >= owed.size()) {
                session.note("what was put off cannot run: what it is made from has not been made");
                return Problem.FAILED;
            }
            if (dryRun) {
                tell(
                        session,
                        RepairJson.of(campaign, survey.found(), false, true),
                        RepairText.of(session.out().look(), campaign, survey.found(), null));
                return 0;
            }
            Reruns.Sent sent = repair.send(campaign, survey);
            tell(
                    session,
                    RepairJson.of(campaign, survey.found(), sent),
                    RepairText.of(session.out().look(), campaign, survey.found(), sent));
            Set<String> later = survey.later();
            // What a repair that was killed had sent again is under way, and perhaps nobody runs it.
            boolean complete =
                    sent.all() == 0 && session.view().overview(campaign).complete();
            // What was put off may have waited for tasks that were under way then and have ended by now.
            if (noRun || (complete && later.isEmpty())) {
                if (!later.isEmpty()) {
                    session.note("once that has ended, say it again: muster repair " + campaign
                            + (downstream ? " --downstream" : ""));
                }
                return sent.refused() > 0 ? Problem.FAILED : status;
            }
            if (!complete) {
                status = RunCommand.run(session, campaign, Map.of(), null, cluster, "muster run " + campaign);
            }
            owed = later;
            if (owed.isEmpty() || status > Problem.FAILED) {
                return status;
            }
        }
    }

    private int submit(Session session, String campaign, CampaignRequest request) {
        if (stage != null) {
            throw Problem.usage(
                    "--stage is for a campaign that was submitted, and " + campaign + " was not",
                    "leave it out: what is on disk is recorded as done, at all stages");
        }
        Repair repair = session.app().repair();
        Plan plan = session.app().plans().of(request);
        boolean submitted = false;
        try {
            Survey survey = repair.look(plan, downstream);
            tell(
                    session,
                    RepairJson.of(campaign, survey.found(), true, dryRun),
                    RepairText.ofFile(session.out().look(), campaign, survey.found(), dryRun));
            if (dryRun) {
                return 0;
            }
            session.app().plans().check(plan, !noRun, request.fresh());
            repair.submit(plan, survey, "muster repair " + request.file());
            submitted = true;
        } finally {
            if (!submitted) {
                plan.discard();
            }
        }
        session.app().campaigns().remember(campaign);
        if (noRun || session.view().overview(campaign).complete()) {
            return 0;
        }
        return RunCommand.run(session, campaign, plan.tasks(), null, plan.cluster(), "muster run " + campaign);
    }

    private static void tell(Session session, ObjectNode json, List<String> text) {
        if (session.json()) {
            session.out().json(json);
        } else {
            session.out().lines(text);
        }
        session.out().flush();
    }
}
