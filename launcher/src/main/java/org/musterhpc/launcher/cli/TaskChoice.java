package org.musterhpc.launcher.cli;

import java.util.List;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.View;

/**
 * What {@code [CAMPAIGN] ID…} means: the first word is a campaign if there is one of this name (or it is a campaign's
 * file), else it is an id, and the campaign is the one that was used last.
 *
 * @param campaign its name
 * @param ids what follows
 */
record TaskChoice(String campaign, List<String> ids) {

    static TaskChoice of(Session session, List<String> words, boolean lastWillDo) {
        CampaignChoice choice = new CampaignChoice(session);
        boolean named = !words.isEmpty() && choice.means(words.get(0));
        if (!named && !words.isEmpty()) {
            choice.refuseFileElsewhere(words.get(0));
        }
        String campaign = choice.of(named ? words.get(0) : null, lastWillDo);
        return new TaskChoice(campaign, named ? words.subList(1, words.size()) : words);
    }

    /** For commands about one task. */
    static TaskChoice one(Session session, List<String> words, String command) {
        return of(session, words, true).one(command);
    }

    /** This choice, or a problem where it is not about one task. */
    TaskChoice one(String command) {
        if (ids.size() != 1) {
            throw Problem.usage(
                    "muster " + command + " is about one task, and "
                            + (ids.isEmpty() ? "none is named" : ids.size() + " are named"),
                    "muster " + command + " " + campaign + " ID; muster tasks " + campaign + " lists the ids");
        }
        return this;
    }

    /** The task, or a problem where there is none of this id. */
    View.TaskView task(Session session) {
        String id = ids.get(0);
        return session.view().find(campaign, id).orElseThrow(() -> missing(session, id));
    }

    /** People leave out the stage: where the id is one with it, that is said. */
    Problem missing(Session session, String id) {
        String meant = session.view().campaign(campaign).stream()
                .flatMap(known -> known.stages().stream())
                .map(stage -> stage.name() + "/" + id)
                .filter(whole -> session.view().find(campaign, whole).isPresent())
                .findFirst()
                .orElse("");
        return Problem.usage(
                "campaign " + campaign + " has no task '" + id + "'",
                meant.isEmpty() ? "muster tasks " + campaign + " lists the ids" : "did you mean: " + meant);
    }
}
