package org.musterhpc.launcher.app.look;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.musterhpc.launcher.follow.FirstFew;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.State;

/** Finds and lists tasks. */
public record TaskFinder(View view) {
    private static final List<State> ONWARD = List.of(
            State.WORKING,
            State.BLOCKED,
            State.DELAYED,
            State.PENDING,
            State.DELAYED,
            State.WORKING,
            State.DONE,
            State.DEAD,
            State.CANCELLED);

    /** @throws Problem usage, where there is none of this id; people leave out the stage, and then the whole id is said */
    public View.TaskView find(String campaign, String id) {
        return view.find(campaign, id).orElseThrow(() -> missing(campaign, id));
    }

    Problem missing(String campaign, String id) {
        String meant = view.campaign(campaign).stream()
                .flatMap(known -> known.stages().stream())
                .flatMap(stage -> Stream.of(stage.name() + "/" + id, stage.name() + "/" + sixDigits(id), sixDigits(id)))
                .filter(whole -> view.find(campaign, whole).isPresent())
                .findFirst()
                .orElse("");
        return Problem.usage(
                "campaign " + campaign + " has no task '" + id + "'",
                meant.isEmpty() ? "muster tasks " + campaign + " lists the ids" : "did you mean: " + meant);
    }

    /** With its last number as ids have it: {@code main/17} is {@code main/000017}. */
    private static String sixDigits(String id) {
        String number = id.substring(id.lastIndexOf('/') + 1);
        return number.matches("[0-9]{1,6}")
                ? id.substring(0, id.length() - number.length()) + String.format("%06d", Integer.parseInt(number))
                : id;
    }

    /**
     * Tells of each task that is meant, one by one.
     *
     * @param otherwise the states that are meant where the user names none
     * @param limit of so many at the most; 0 or less: all
     */
    public void list(Selection selection, Set<State> otherwise, long limit, Consumer<View.TaskView> sink) {
        Set<State> states = selection.states(otherwise);
        FirstFew.<View.TaskView>atMost(limit, each -> each(selection, states, each), sink);
        selection.refuseUnknownNames();
    }

    /**
     * The ids of the tasks that are meant: of one that moves from state to state meanwhile, too. Read are the states in the order
     * in which tasks go on, and those to which they go back again after that.
     */
    public Set<String> ids(Selection selection, Set<State> states) {
        Set<String> ids = new LinkedHashSet<>();
        if (selection.ids().isEmpty()) {
            for (State state : ONWARD) {
                if (states.contains(state)) {
                    each(
                            selection,
                            EnumSet.of(state),
                            task -> ids.add(task.message().id()));
                }
            }
        } else {
            each(selection, states, task -> ids.add(task.message().id()));
        }
        selection.refuseUnknownNames();
        return ids;
    }

    private void each(Selection selection, Set<State> states, Consumer<View.TaskView> sink) {
        all(selection, states, task -> {
            if (states.contains(task.state()) && selection.takes(task.stage(), task.message(), task.lastAttempt())) {
                sink.accept(task);
            }
        });
    }

    private void all(Selection selection, Set<State> states, Consumer<View.TaskView> sink) {
        if (selection.ids().isEmpty()) {
            view.tasks(selection.campaign(), selection.stage(), states, sink);
        } else {
            selection.ids().forEach(id -> sink.accept(find(selection.campaign(), id)));
        }
    }

    /** Tells of each task that is meant and has ended: the done in the order in which they ended, then the dead, then the cancelled. */
    public void endings(Selection selection, Consumer<Ending> sink) {
        Set<State> states = selection.states(EnumSet.of(State.DONE, State.DEAD, State.CANCELLED));
        Consumer<Ending> meant = ending -> {
            if (states.contains(ending.state()) && selection.takes(ending)) {
                sink.accept(ending);
            }
        };
        if (selection.ids().isEmpty()) {
            view.endings(selection.campaign(), selection.stage(), meant);
        } else {
            selection.ids().stream()
                    .map(id -> find(selection.campaign(), id).ending())
                    .filter(Objects::nonNull)
                    .forEach(meant);
        }
        selection.refuseUnknownNames();
    }
}
