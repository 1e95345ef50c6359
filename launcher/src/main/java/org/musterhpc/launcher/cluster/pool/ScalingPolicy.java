package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Walltime;

/** How many agents a pool shall have, and why: a pure function of its backlog, of what is there, and of its bounds. */
public final class ScalingPolicy {
    /** An agent that has less to do than this is not worth its start. */
    private static final Duration WORTH = Duration.ofMinutes(1);

    private ScalingPolicy() {}

    /**
     * What there is to do, in all the pool's campaigns.
     *
     * @param waiting tasks that an agent could begin now or after a back-off
     * @param working tasks that agents have
     * @param places how many slots all of them would take at once
     * @param work how long one slot would take for all of them
     */
    public record Backlog(long waiting, long working, long places, Duration work) {
        public static final Backlog NONE = new Backlog(0, 0, 0, Duration.ZERO);
    }

    /** What an agent runs in. */
    public enum Place {
        /** An element of an array, which is submitted, and whose agent leaves by itself. */
        ELEMENT("element", "submitted", "leave by themselves"),
        /** A machine, on which it is kept. */
        MACHINE("agent", "started", "are told to leave once they were idle for long enough");

        private final String word;
        private final String begun;
        private final String leaves;

        Place(String word, String begun, String leaves) {
            this.word = word;
            this.begun = begun;
            this.leaves = leaves;
        }
    }

    /**
     * @param min of all places
     * @param max of all places
     * @param site as many elements as the site lets the user have; null: not known
     * @param machines on which agents are kept; they have the same share of min and max each
     */
    public record Bounds(int min, int max, @Nullable Integer site, Place place, int machines) {
        /** Of elements. */
        public Bounds(int min, int max, @Nullable Integer site) {
            this(min, max, site, Place.ELEMENT, 0);
        }

        private String text(String name, int bound) {
            return name + " is " + bound
                    + (machines > 1 ? " (" + bound / machines + " on each of " + machines + " machines)" : "");
        }
    }

    /**
     * What is there.
     *
     * @param elements that run, wait in the scheduler's queue, or were sent there without an answer
     * @param alive agents in them that are alive
     * @param ending those of them of which others shall take the place: their time is nearly over, they were told to leave, or
     *     they are of before an upgrade
     * @param leaving those of them that were told to leave
     * @param outdated those of them that are of before an upgrade, and were not told to leave yet
     * @param slots of one agent
     */
    public record Supply(int elements, int alive, int ending, int leaving, int outdated, int slots) {}

    /**
     * @param goal how many agents there shall be that stay
     * @param submit how many elements to submit for that
     * @param letGo how many agents to tell to leave
     * @param reasons in sentences for a person, each without its full stop
     */
    public record Verdict(int goal, int submit, int letGo, List<String> reasons) {
        public Verdict {
            reasons = List.copyOf(reasons);
        }
    }

    public static Verdict decide(Backlog backlog, Bounds bounds, Supply supply) {
        List<String> reasons = new ArrayList<>();
        int wanted = wanted(backlog, supply.slots(), reasons);
        int goal = bounded(wanted, backlog, bounds, reasons);
        int staying = Math.max(0, supply.elements() - supply.ending());
        int room = Math.max(0, most(bounds) - supply.elements());
        int missing = Math.max(0, goal - staying);
        int submit = Math.min(missing, room);
        there(supply, bounds.place(), reasons);
        if (missing > submit) {
            reasons.add(agents(missing - submit) + " can follow only when others have left: "
                    + (most(bounds) < bounds.max()
                            ? "the site lets you have " + bounds.site() + " jobs at a time"
                            : bounds.text("max", bounds.max())));
        }
        if (submit > 0) {
            reasons.add(
                    (supply.elements() == 0 ? agents(submit) : submit + " more") + " to be " + bounds.place().begun);
        } else if (missing == 0 && staying > goal) {
            reasons.add("those that have nothing to do " + bounds.place().leaves);
        }
        return new Verdict(goal, submit, letGo(goal, missing > 0 && room == 0, bounds, supply), reasons);
    }

    private static int wanted(Backlog backlog, int slots, List<String> reasons) {
        if (backlog.waiting() == 0) {
            reasons.add(
                    backlog.working() == 0
                            ? "no task waits or runs"
                            : "no task waits; " + tasks(backlog.working())
                                    + (backlog.working() == 1 ? " runs" : " run"));
            return 0;
        }
        double seconds = backlog.work().toMillis() / 1e3;
        long worth = (long) Math.ceil(seconds / slots / WORTH.toSeconds());
        long each = -Math.floorDiv(-backlog.places(), (long) slots);
        long wanted = Math.max(1, Math.min(each, worth));
        reasons.add(tasks(backlog.waiting()) + (backlog.waiting() == 1 ? " waits" : " wait") + " and "
                + backlog.working() + (backlog.working() == 1 ? " runs" : " run") + ", some "
                + Walltime.format(Duration.ofSeconds((long) Math.ceil(seconds))) + " of work for one slot: "
                + (wanted == 1 ? "1 agent" : wanted + " agents") + " of " + (slots == 1 ? "1 slot" : slots + " slots")
                + " would do"
                + (each <= worth
                        ? ", as more would have no task"
                        : ", as each is worth its start for a minute of work"));
        return (int) Math.min(wanted, Integer.MAX_VALUE);
    }

    private static int bounded(int wanted, Backlog backlog, Bounds bounds, List<String> reasons) {
        if (wanted > bounds.max()) {
            reasons.add(bounds.text("max", bounds.max()));
            return bounds.max();
        }
        if (wanted < bounds.min()) {
            reasons.add(bounds.text("min", bounds.min()));
            return bounds.min();
        }
        if (backlog.waiting() == 0) {
            reasons.add(bounds.text("min", bounds.min()) + ": none is needed");
        }
        return wanted;
    }

    private static int most(Bounds bounds) {
        Integer site = bounds.site();
        return site == null ? bounds.max() : Math.min(bounds.max(), site);
    }

    private static void there(Supply supply, Place place, List<String> reasons) {
        int coming = Math.max(0, supply.elements() - supply.alive());
        String there = supply.alive() == 0 ? "no agent is alive" : agents(supply.alive()) + " alive";
        String more = coming == 0
                ? ""
                : ", " + (coming == 1 ? "1 " + place.word + " is" : coming + " " + place.word + "s are")
                        + " yet to start or just over";
        String ends = supply.ending() == 0 ? "" : ", " + supply.ending() + " of them about to leave";
        reasons.add(there + ends + more);
    }

    private static int letGo(int goal, boolean noRoom, Bounds bounds, Supply supply) {
        int surplus = supply.elements() - supply.leaving() - bounds.max();
        int staying = supply.alive() - supply.ending();
        int outdated = Math.max(0, staying + supply.outdated() - goal);
        if (outdated == 0 && noRoom && supply.leaving() == 0 && supply.elements() == supply.alive()) {
            outdated = 1; // where others have no room beside them, one makes some
        }
        return Math.max(Math.max(0, surplus), Math.min(supply.outdated(), outdated));
    }

    private static String agents(int number) {
        return number == 1 ? "1 agent" : number + " agents";
    }

    private static String tasks(long number) {
        return number == 1 ? "1 task" : number + " tasks";
    }
}
