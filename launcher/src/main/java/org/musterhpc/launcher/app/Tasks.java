package org.musterhpc.launcher.app;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Limit;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** Finds and lists tasks. */
public record Tasks(View view) {
    /** @throws Problem usage, where there is none of this id; people leave out the stage, and then the whole id is said */
    public View.TaskView find(String campaign, String id) {
        return view.find(campaign, id).orElseThrow(() -> missing(campaign, id));
    }

    Problem missing(String campaign, String id) {
        String meant = view.campaign(campaign).stream()
                .flatMap(known -> known.stages().stream())
                .map(stage -> stage.name() + "/" + id)
                .filter(whole -> view.find(campaign, whole).isPresent())
                .findFirst()
                .orElse("");
        return Problem.usage(
                "campaign " + campaign + " has no task '" + id + "'",
                meant.isEmpty() ? "muster tasks " + campaign + " lists the ids" : "did you mean: " + meant);
    }

    /**
     * Tells of each task, one by one.
     *
     * @param stage null: of every stage
     * @param states none: in whatever state
     * @param limit of so many at the most; 0 or less: all
     */
    public void list(
            String campaign,
            @Nullable String stage,
            Collection<State> states,
            long limit,
            Consumer<View.TaskView> sink) {
        Set<State> wanted = states.isEmpty() ? EnumSet.allOf(State.class) : EnumSet.copyOf(states);
        Limit.<View.TaskView>atMost(limit, each -> view.tasks(campaign, stage, wanted, each), sink);
    }
}
