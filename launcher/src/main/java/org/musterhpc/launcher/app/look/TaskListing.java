package org.musterhpc.launcher.app.look;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Lists tasks a part at a time, each at the cost of that part, however many there are. */
public record TaskListing(View view, TaskFinder tasks) {
    /** No part looks at more, that nobody waits long where few of many fit. */
    private static final int LOOKED = 20_000;

    private static final int PAGE = 1_000;
    private static final List<State> ORDER = List.copyOf(EnumSet.allOf(State.class));
    private static final Pattern PLACE = Pattern.compile("(\\d{1,4})\\.(\\d)\\.(.*)");

    /**
     * @param tasks fewer than were asked for, or none, does not say that these are the last
     * @param next where to go on; empty: nowhere
     */
    public record Part(List<View.TaskView> tasks, String next) {
        public Part {
            tasks = List.copyOf(tasks);
        }
    }

    /** Where a part begins: stage and state by their places in their order, and the rest as the queue says it. */
    private record Place(int stage, int state, String after) {
        static Place of(String text) {
            Matcher parts = PLACE.matcher(text);
            if (!parts.matches()) {
                throw notAPlace(text);
            }
            return new Place(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), parts.group(3));
        }

        static Problem notAPlace(String text) {
            return Problem.usage("'" + text + "' is no place in a listing", "give what the part before gave as next");
        }

        String text() {
            return stage + "." + state + "." + after;
        }
    }

    /**
     * @param after {@link Part#next} of the part before; empty: from the beginning
     * @param most how many at the most
     */
    public Part part(Selection selection, String after, int most) {
        if (!selection.ids().isEmpty()) {
            return named(selection);
        }
        List<Stage> stages = selection.definition().stages();
        Set<State> states = states(selection);
        List<View.TaskView> found = new ArrayList<>();
        Place at = after.isEmpty() ? new Place(0, 0, "") : Place.of(after);
        for (int looked = 0; looked < LOOKED && found.size() < most; ) {
            at = meant(at, stages, states, selection);
            if (at.stage() >= stages.size()) {
                return new Part(found, "");
            }
            int ask = selection.looksAtEach() ? PAGE : most - found.size();
            View.TaskPage page = page(selection.campaign(), stages.get(at.stage()), at, ask);
            View.TaskPage taken = page;
            List<View.TaskView> fit = fitting(selection, page);
            if (fit.size() > most - found.size()) { // what does not fit in is asked for again, one part smaller
                taken = page(selection.campaign(), stages.get(at.stage()), at, most - found.size());
                fit = fitting(selection, taken);
            }
            found.addAll(fit);
            looked += Math.max(1, taken.tasks().size());
            at = taken.next().isEmpty()
                    ? new Place(at.stage(), at.state() + 1, "")
                    : new Place(at.stage(), at.state(), taken.next());
        }
        Place next = meant(at, stages, states, selection);
        return new Part(found, next.stage() >= stages.size() ? "" : next.text());
    }

    /**
     * The part that has so many tasks before it; about there where they have no order. None, and nothing after it, where there
     * are no more.
     *
     * @param now how many there are of each kind
     * @throws Problem usage, where a look at each is what tells whether it is meant: those cannot be counted off
     */
    public Part partFrom(Selection selection, View.Overview now, long before, int most) {
        String place = place(selection, now, before);
        return place.isEmpty() ? new Part(List.of(), "") : part(selection, place, most);
    }

    /** {@link Part#next} of a part that would have so many tasks before it. Empty: there are no more. */
    private String place(Selection selection, View.Overview now, long before) {
        if (!selection.ids().isEmpty() || selection.looksAtEach()) {
            throw Problem.usage("a place in the middle is one among all tasks of a stage or state", "go on by parts");
        }
        List<Stage> stages = selection.definition().stages();
        Set<State> states = states(selection);
        long left = before;
        for (Place at = meant(new Place(0, 0, ""), stages, states, selection);
                at.stage() < stages.size();
                at = meant(new Place(at.stage(), at.state() + 1, ""), stages, states, selection)) {
            Stage stage = stages.get(at.stage());
            State state = ORDER.get(at.state());
            Tally tally = now.stages().get(stage.name());
            long there = tally == null ? 0 : tally.count(state);
            if (left < there) {
                String after = left == 0 ? "" : view.place(selection.campaign(), stage.name(), state, left, there);
                return new Place(at.stage(), at.state(), after).text();
            }
            left -= there;
        }
        return "";
    }

    private Part named(Selection selection) {
        List<View.TaskView> found = new ArrayList<>();
        tasks.list(selection, EnumSet.allOf(State.class), 0, found::add);
        return new Part(found, "");
    }

    private View.TaskPage page(String campaign, Stage stage, Place at, int most) {
        try {
            return view.page(campaign, stage.name(), ORDER.get(at.state()), at.after(), most);
        } catch (IllegalArgumentException e) {
            throw Place.notAPlace(at.text());
        }
    }

    private static List<View.TaskView> fitting(Selection selection, View.TaskPage page) {
        return page.tasks().stream()
                .filter(task -> selection.takes(task.stage(), task.message(), task.lastAttempt()))
                .toList();
    }

    /** Only what has ended has an outcome in a listing, and what is done has no other than OK. */
    private static Set<State> states(Selection selection) {
        Set<State> states = selection.states(EnumSet.allOf(State.class));
        if (selection.saysOutcomes()) {
            states.retainAll(EnumSet.of(State.DONE, State.DEAD, State.CANCELLED));
            if (!selection.outcomes().contains(Outcome.OK)) {
                states.remove(State.DONE);
            }
        }
        return states;
    }

    /** The first place from this one on at which tasks are that are meant. */
    private static Place meant(Place from, List<Stage> stages, Set<State> states, Selection selection) {
        Place at = from;
        while (at.stage() < stages.size()) {
            boolean stage =
                    selection.stage() == null || stages.get(at.stage()).name().equals(selection.stage());
            if (!stage || at.state() >= ORDER.size()) {
                at = new Place(at.stage() + 1, 0, "");
            } else if (!states.contains(ORDER.get(at.state()))) {
                at = new Place(at.stage(), at.state() + 1, "");
            } else {
                return at;
            }
        }
        return at;
    }
}
