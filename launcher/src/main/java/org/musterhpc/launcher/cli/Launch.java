package org.musterhpc.launcher.cli;

import java.util.Map;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.Intake;

/**
 * A campaign that Redis knows of, whose tasks may be sent.
 *
 * @param fresh whether it was not there before
 */
record Launch(Submission submission, boolean fresh) {

    /** @param how the command, for advice */
    static Launch of(Session session, Plan plan, SubmitOptions options, String how) {
        String name = plan.name();
        if (options.fresh && session.link().view().campaign(name).isPresent()) {
            Standing total = Standing.sum(session.view().overview(name).stages(), Map.of());
            PurgeCommand.refuseWhileWorking(total, name, options.force, how + " --fresh --force");
            PurgeCommand.purge(session, name, plan.incoming().folder());
        }
        Submission submission =
                new Submission(session.intake(), session.around().pause(), plan.campaign(), plan.source());
        Intake.Created created = plan.commit(submission);
        if (created == Intake.Created.DIFFERENT) {
            throw Problem.usage(
                    "there is a campaign " + name + " already, and it is not the same: its commands, settings or tasks"
                            + " differ from those of the file",
                    "keep both: " + how + " --name OTHER; or remove the old one and its results: " + how + " --fresh");
        }
        return new Launch(submission, created == Intake.Created.NEW);
    }
}
