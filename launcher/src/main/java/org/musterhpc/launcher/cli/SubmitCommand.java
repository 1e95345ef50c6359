package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.musterhpc.launcher.campaign.CampaignFiles;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.StatusJson;
import org.musterhpc.queue.model.Campaign;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster submit}: sends a campaign's tasks and starts agents that go on when the launcher has ended.
 * {@code --stage-only} starts no agents; {@code --dry-run} sends nothing at all.
 */
final class SubmitCommand extends SessionCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "a campaign's file; of several, or of all in a folder, each is a campaign, and all are"
                    + " verified before any is sent")
    List<String> words = List.of();

    @Mixin
    SubmitOptions options = new SubmitOptions();

    @Option(names = "--dry-run", description = "show what would be sent; send nothing")
    boolean dryRun;

    @Option(
            names = "--stage-only",
            description = "put the tasks on the queues, but start no agents: muster run CAMPAIGN does")
    boolean stageOnly;

    SubmitCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        List<String> files = CampaignFiles.named(words);
        List<Plan> plans = Plans.of(session, files, options, plan -> {
            if (!dryRun) {
                plan.check(session, !stageOnly);
            }
        });
        int sent = 0;
        try {
            for (int status = 0; sent < plans.size(); sent++) {
                Plan plan = plans.get(sent);
                if (dryRun) {
                    new DryRun(session, plan).show();
                } else {
                    status = submit(session, plan, files.get(sent));
                }
                if (status != 0) {
                    return status;
                }
            }
            return 0;
        } finally {
            Plans.discard(plans.subList(Math.min(sent + 1, plans.size()), plans.size()));
        }
    }

    private int submit(Session session, Plan plan, String file) {
        Launch launch = Launch.of(session, plan, options, "muster submit " + file);
        CampaignChoice.remember(session, plan.name());
        Stop stop = new Stop();
        String again = options.again("submit", String.join(" ", words));
        Interrupts.handle(
                session,
                stop,
                "stopping: what is under way is still sent (Ctrl-C again: stop at once)",
                "stopped at once; complete it with: " + again);
        // Before the tasks: a scheduler that refuses is heard while nothing is on the queues yet.
        Fleets fleets = stageOnly ? new Fleets() : fleets(session, plan);
        Sending sending = Sending.start(launch.submission(), stop::requested);
        if (!send(session, plan, sending, stop)) {
            fleets.detach();
            session.err()
                    .line(plan.name() + ": stopped after " + Numbers.grouped(sending.sent()) + " of "
                            + Numbers.grouped(plan.total()) + " tasks were sent");
            session.err().line("  " + session.err().look().glyphs().arrow() + " complete it with: " + again);
            return stop.exit();
        }
        tell(session, plan, launch, fleets);
        fleets.detach();
        return 0;
    }

    private static Fleets fleets(Session session, Plan plan) {
        Campaign known = RunCommand.known(session, plan.name());
        return session.sites().open(known, session::key, plan.tasks(), plan.cluster());
    }

    /** @return whether all was sent */
    private static boolean send(Session session, Plan plan, Sending sending, Stop stop) {
        boolean live = session.err().look().live();
        try {
            while (!sending.complete()) {
                if (stop.requested()) {
                    sending.join();
                    return sending.complete();
                }
                if (live) {
                    session.err()
                            .raw("\rsending " + Numbers.grouped(sending.sent()) + " of "
                                    + Numbers.of(Numbers.grouped(plan.total()), "task") + "\u001b[K");
                    session.err().flush();
                }
                session.around().pause().pause(Duration.ofMillis(50));
            }
            return true;
        } finally {
            if (live) { // at once: what is said next may go to the other stream
                session.err().raw("\r\u001b[K");
                session.err().flush();
            }
        }
    }

    private void tell(Session session, Plan plan, Launch launch, Fleets fleets) {
        int agents = fleets.agents();
        String name = plan.name();
        if (session.json()) {
            ObjectNode status = StatusJson.status(name, session.view().overview(name), 0);
            status.put("agents", agents).put("new", launch.fresh());
            session.out().json(status);
            return;
        }
        String count = Numbers.of(Numbers.grouped(plan.total()), "task");
        session.out().line(name + ": " + count + (launch.fresh() ? " sent" : " were there already"));
        session.out()
                .line(
                        agents > 0
                                ? "  " + Numbers.of(Integer.toString(agents), "agent") + fleets.where()
                                        + " at work; look with: muster status " + name + " --watch"
                                : "  no agents were started; start them with: muster run " + name);
    }
}
