package org.musterhpc.launcher.cli;

import org.musterhpc.launcher.app.RunCampaign;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/**
 * A campaign that Redis knows of, whose tasks may be sent.
 *
 * @param fresh whether it was not there before
 */
record Launch(Submission submission, boolean fresh) {

    /** @param command the command, for advice */
    static Launch of(Session session, Plan plan, SubmitOptions options, String command) {
        String how = command + options.variables();
        String name = plan.name();
        Leftovers before = new Leftovers(session, name);
        if (options.fresh && before.inRedis()) {
            PurgeCommand.refuseWhileWorking(before.standing(), name, options.force, how + " --fresh --force");
            PurgeCommand.purge(session, name, plan.incoming().folder());
        }
        if (session.link().recovery().underWay(name)) {
            plan.incoming().discard();
            throw halfRestored(name);
        }
        if (!options.fresh) {
            refuseLost(session, plan, how);
        }
        SigningKey kept = CampaignKey.kept(session.home(), name);
        // Before Redis knows the campaign: what is signed with a key that is lost could never run.
        SigningKey key = kept != null ? kept : CampaignKey.keptOrFresh(session.home(), name);
        Submission submission = plan.submission(session, key);
        Intake.Created created = plan.commit(session, submission);
        if (made(session, name, created, key)) {
            CampaignKey.confirm(session.home(), name, key);
        } else if (kept == null) {
            CampaignKey.forget(session.home(), name, key);
        }
        if (created == Intake.Created.DIFFERENT) {
            throw Problem.usage(
                    "there is a campaign " + name + " already, and it is not the same: its commands, settings or tasks"
                            + " differ from those of the file",
                    "keep both: " + how + " --name OTHER; or remove the old one and its results: " + how + " --fresh");
        }
        Campaign known = session.link().view().campaign(name).orElse(null);
        if (known == null) {
            return new Launch(submission, created == Intake.Created.NEW);
        }
        SigningKey right = session.key(known);
        View.Overview there = session.link().view().overview(name);
        if (!there.holds()) {
            throw RunCampaign.missing(name, there); // by counters that are wrong, tasks would be sent again
        }
        Definition.keep(session.home(), known);
        // Of several that submit the same at once, one makes it: the others' tasks must bear its signature.
        boolean ours = right.text().equals(key.text());
        return new Launch(ours ? submission : plan.submission(session, right), created == Intake.Created.NEW);
    }

    /** The answer may have been lost: said again, it is that the campaign is there. Then it bears our signature. */
    private static boolean made(Session session, String name, Intake.Created created, SigningKey key) {
        return created == Intake.Created.NEW
                || session.link().view().campaign(name).filter(key::signed).isPresent();
    }

    /** What a restore would put in as done must not be sent as new. */
    static Problem halfRestored(String campaign) {
        return Problem.usage(
                "campaign " + campaign + " is restored in part only", "complete it first: muster restore " + campaign);
    }

    /** This very campaign was submitted before, and not removed: to begin anew would be to forget what is done. */
    private static void refuseLost(Session session, Plan plan, String how) {
        String name = plan.name();
        Campaign kept = Definition.kept(session.home(), name);
        if (kept != null
                && kept.digest().equals(plan.campaign().digest())
                && session.link().view().campaign(name).isEmpty()) {
            plan.incoming().discard();
            throw Problem.usage(
                    "campaign " + name + " was submitted before, and Redis at " + session.address()
                            + " does not know it (any more)",
                    "go on where it stopped: muster restore " + name + "; or begin anew: " + how + " --fresh");
        }
    }
}
