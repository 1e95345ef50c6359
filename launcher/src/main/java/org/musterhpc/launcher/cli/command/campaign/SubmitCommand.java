package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Plans;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.campaign.CampaignFiles;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.WordsCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Understood;
import org.musterhpc.launcher.view.json.StatusJson;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster submit}: sends a campaign's tasks and starts agents that go on when the launcher has ended.
 * {@code --stage-only} starts no agents; {@code --dry-run} sends nothing at all.
 */
public final class SubmitCommand extends WordsCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "a campaign's file; of several, or of all in a folder, each is a campaign, and all are"
                            + " verified before any is sent; for a command behind -- instead, - reads its tasks from standard input")
    List<String> words = List.of();

    @Mixin
    SubmitOptions options = new SubmitOptions();

    @Option(names = "--dry-run", description = "show what would be sent; send nothing")
    boolean dryRun;

    @Option(
            names = "--stage-only",
            description = "put the tasks on the queues, but start no agents: muster run CAMPAIGN does")
    boolean stageOnly;

    @Option(names = "--update", description = "of a campaign that is there: take what has changed in its file")
    boolean update;

    @Override
    protected Given given() {
        return options.given("submit", words);
    }

    @Override
    protected boolean submits() {
        return !dryRun;
    }

    @Override
    protected int runFile(Session session) {
        if (words.isEmpty()) {
            throw lacks("submit", "FILE");
        }
        return submit(
                session,
                CampaignFiles.named(words),
                file -> meant(session, file, request(file)),
                file -> options.said("submit", file),
                options.again("submit", String.join(" ", words)));
    }

    @Override
    protected int runWords(Session session, Spoken spoken) {
        return submit(
                session,
                List.of(spoken.name()),
                name -> spoken.campaign().of(request("")),
                name -> spoken.said(),
                spoken.said().toString());
    }

    /** @param again what to type to complete it after an interruption */
    private int submit(
            Session session,
            List<String> files,
            Function<String, CampaignRequest> requests,
            Function<String, GivenCommand> said,
            String again) {
        Plans plans = session.app().plans();
        List<Plan> made = PlannedFiles.of(plans, files, options.file, requests, plan -> {
            if (!dryRun) {
                plans.check(plan, !stageOnly, options.fresh);
            }
        });
        int sent = 0;
        try {
            for (int status = 0; sent < made.size(); sent++) {
                Plan plan = made.get(sent);
                if (dryRun) {
                    preview(session, plan, plans.preview(plan));
                } else {
                    String file = files.get(sent);
                    status = send(session, plan, requests.apply(file), said.apply(file), again);
                }
                if (status != 0) {
                    return status;
                }
            }
            return 0;
        } finally {
            PlannedFiles.discard(made.subList(Math.min(sent + 1, made.size()), made.size()));
        }
    }

    private int send(Session session, Plan plan, CampaignRequest request, GivenCommand said, String again) {
        Submit submit = session.app().submit();
        Submit.Launch launch = submit.launch(plan, request, said);
        session.app().campaigns().remember(plan.name());
        Stop stop = new Stop();
        Interrupts.handle(
                session.err(),
                session,
                stop,
                "stopping: what is under way is still sent (Ctrl-C again: stop at once)",
                "stopped at once; complete it with: " + again);
        Submit.Sent sent;
        try {
            sent = submit.send(plan, launch, !stageOnly, stop, tasks -> progress(session, plan, tasks));
        } finally {
            if (session.err().look().live()) { // at once: what is said next may go to the other stream
                session.err().raw("\r\u001b[K");
                session.err().flush();
            }
        }
        if (!sent.whole()) {
            session.err()
                    .line(plan.name() + ": stopped after " + Numbers.grouped(sent.tasks()) + " of "
                            + Numbers.grouped(plan.total()) + " tasks were sent");
            session.err().line("  " + session.err().look().glyphs().arrow() + " complete it with: " + again);
            return stop.exit();
        }
        tell(session, plan, launch, sent);
        return 0;
    }

    private CampaignRequest request(String file) {
        CampaignRequest request = options.request(file);
        return update ? request.updating() : request;
    }

    private static void preview(Session session, Plan plan, List<Plans.Preview> previews) {
        Output out = session.out();
        if (!session.json()) {
            out.line(plan.name() + ": would send " + Numbers.of(Numbers.grouped(plan.total()), "task"));
        }
        for (Plans.Preview stage : previews) {
            if (session.json()) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                object.put("stage", stage.stage().name())
                        .put("tasks", stage.tasks())
                        .put("id", stage.first().id());
                object.set("params", stage.first().params());
                Understood.put(object, stage.stage());
                out.json(object.put("command", stage.command()));
            } else {
                out.line("  " + stage.stage().name() + ": " + Numbers.of(Numbers.grouped(stage.tasks()), "task")
                        + ", the first is " + Harmless.line(stage.first().id()) + "; each with "
                        + Understood.of(stage.stage()));
                Harmless.text(stage.command()).strip().lines().forEach(line -> out.line("    " + line));
            }
        }
    }

    private static void progress(Session session, Plan plan, long sent) {
        if (session.err().look().live()) {
            session.err()
                    .raw("\rsending " + Numbers.grouped(sent) + " of "
                            + Numbers.of(Numbers.grouped(plan.total()), "task") + "\u001b[K");
            session.err().flush();
        }
    }

    private static void tell(Session session, Plan plan, Submit.Launch launch, Submit.Sent sent) {
        int agents = sent.agents();
        String name = plan.name();
        if (session.json()) {
            ObjectNode status = StatusJson.status(name, session.view().overview(name), 0);
            status.put("agents", agents).put("new", launch.fresh()).put("changes", launch.changes());
            session.out().json(status);
            return;
        }
        String count = Numbers.of(Numbers.grouped(plan.total()), "task");
        session.out()
                .line(name + ": "
                        + (launch.changes().isEmpty()
                                ? count + (launch.fresh() ? " sent" : " were there already")
                                : "taken: " + launch.changes()));
        session.out()
                .line(
                        agents > 0
                                ? "  " + Numbers.of(Integer.toString(agents), "agent") + sent.where()
                                        + " at work; look with: muster status " + name + " --watch"
                                : "  no agents were started; start them with: muster run " + name);
    }
}
