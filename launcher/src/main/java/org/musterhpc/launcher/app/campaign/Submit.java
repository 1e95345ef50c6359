package org.musterhpc.launcher.app.campaign;

import java.time.Duration;
import java.util.function.LongConsumer;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.expand.Additions;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.CampaignTurn;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.QueueNameException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** Tells Redis of campaigns, and sends their tasks. */
public record Submit(
        Connection connection,
        MusterHome home,
        Pause pause,
        Leftovers leftovers,
        Purge purge,
        ClusterConnections clusters) {
    private static final Duration TURN = Duration.ofMillis(50);

    /**
     * A campaign that Redis knows of, whose tasks may be sent.
     *
     * @param fresh whether it was not there before
     * @param changes what was taken of a changed file; empty: nothing
     */
    public record Launch(Submission submission, boolean fresh, String changes) {}

    /**
     * Makes the campaign, or finds it made already.
     *
     * @param how the command, for advice
     * @throws Problem where there is another campaign of its name, or it must not begin
     */
    public Launch launch(Plan plan, CampaignRequest request, GivenCommand how) {
        String name = plan.name();
        if (request.fresh() && leftovers.inRedis(name)) {
            Purge.refuseWhileWorking(leftovers.standing(name), name, request.force(), how.with("--fresh --force"));
            purge.remove(name, plan.incoming().folder());
        }
        if (connection.link().recovery().underWay(name)) {
            plan.incoming().discard();
            throw halfRestored(name);
        }
        if (!request.fresh()) {
            refuseLost(plan, how);
        }
        SigningKey named = clusters.named(plan.cluster()).key().orElse(null);
        if (request.fresh() && named != null) {
            CampaignKey.forgetOther(home, name, named);
        }
        CampaignKey.Offer offer = CampaignKey.Offer.of(home, name, named);
        SigningKey key = offer.key();
        Submission submission = submission(plan, key);
        Intake.Created created;
        try {
            created = create(plan, submission);
        } catch (QueueNameException e) {
            plan.incoming().discard();
            offer.settle(false);
            throw e;
        }
        offer.settle(made(name, created, key));
        String changes = created == Intake.Created.DIFFERENT ? change().take(plan, request, how) : "";
        Campaign known = connection.link().view().campaign(name).orElse(null);
        if (known == null) {
            return new Launch(submission, created == Intake.Created.NEW, changes);
        }
        SigningKey right = Ownership.key(home, known);
        View.Overview there = connection.link().view().overview(name);
        if (!there.holds()) {
            throw RollCall.broken(name, there); // by counters that are wrong, tasks would be sent again
        }
        Definition.keep(home, known);
        // Of several that submit the same at once, one makes it: the others' tasks must bear its signature.
        boolean ours = right.text().equals(key.text());
        return new Launch(ours ? submission : submission(plan, right), created == Intake.Created.NEW, changes);
    }

    /**
     * Tells Redis of the campaign, and puts the manifest in its place unless that is another campaign's, or has tasks that
     * were added since.
     */
    private Intake.Created create(Plan plan, Submission submission) {
        return turn(plan.name()).take(() -> createAlone(plan, submission));
    }

    private static Intake.Created createAlone(Plan plan, Submission submission) {
        Intake.Created created = submission.create();
        Incoming incoming = plan.incoming();
        if (created == Intake.Created.SAME && Additions.grown(incoming.place())) {
            incoming.discard();
        } else if (created != Intake.Created.DIFFERENT) { // else it is compared
            Additions.forget(incoming.place());
            incoming.settle();
        }
        return created;
    }

    private ChangeCampaign change() {
        return new ChangeCampaign(connection, home, new AddTasks(connection, home, pause));
    }

    private Submission submission(Plan plan, SigningKey key) {
        ManifestReader manifest = new ManifestReader(plan.incoming().place());
        return new Submission(
                connection.link().intake(), pause, plan.campaign(), manifest::texts, key, turn(plan.name())::take);
    }

    private CampaignTurn turn(String campaign) {
        return new CampaignTurn(home, campaign, pause);
    }

    /** The answer may have been lost: asked again, Redis says that the campaign is there. Then it bears our signature. */
    private boolean made(String name, Intake.Created created, SigningKey key) {
        return created == Intake.Created.NEW
                || connection.link().view().campaign(name).filter(key::signed).isPresent();
    }

    /** What a restore would put in as done must not be sent as new. */
    public static Problem halfRestored(String campaign) {
        return Problem.usage(
                "campaign " + campaign + " is restored in part only", "complete it first: muster restore " + campaign);
    }

    /** This very campaign was submitted before, and not removed: to begin anew would be to forget what is done. */
    private void refuseLost(Plan plan, GivenCommand how) {
        String name = plan.name();
        if (Definition.submitted(home, plan.campaign())
                && connection.link().view().campaign(name).isEmpty()) {
            plan.incoming().discard();
            throw Problem.usage(
                    "campaign " + name + " was submitted before, and Redis at " + connection.address()
                            + " does not know it (any more)",
                    "go on where it stopped: muster restore " + name + "; or begin anew: " + how.with("--fresh"));
        }
    }

    /** What has not been sent yet of a campaign that Redis knows, from its manifest. */
    public Submission rest(String name) {
        Campaign campaign = connection.campaign(name);
        ManifestReader manifest = new ManifestReader(home.manifest(name));
        return new Submission(
                connection.link().intake(),
                pause,
                campaign,
                manifest::texts,
                Ownership.key(home, campaign),
                turn(name)::take);
    }

    private SigningKey key(Campaign campaign) {
        return Ownership.key(home, campaign);
    }

    /**
     * @param tasks how many are there by now
     * @param whole whether that is all of them; else it was stopped
     * @param where agents are, where that is not this machine
     */
    public record Sent(long tasks, boolean whole, int agents, String where) {}

    /**
     * Sends the tasks, and starts agents that go on when this program has ended.
     *
     * @param progress hears how many have been sent
     */
    public Sent send(Plan plan, Launch launch, boolean withAgents, Stop stop, LongConsumer progress) {
        // Before the tasks: a scheduler that refuses is heard while nothing is on the queues yet.
        Fleets fleets = withAgents
                ? clusters.open(connection.campaign(plan.name()), this::key, plan.tasks(), plan.cluster())
                : new Fleets();
        Sending sending = Sending.start(launch.submission(), stop::requested);
        while (!sending.complete()) {
            if (stop.requested()) {
                sending.join();
                break;
            }
            progress.accept(sending.sent());
            pause.pause(TURN);
        }
        Sent sent = new Sent(sending.sent(), sending.complete(), fleets.agents(), fleets.where());
        fleets.detach();
        return sent;
    }
}
