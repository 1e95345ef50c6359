package org.musterhpc.launcher.view;

import java.util.Collection;
import java.util.Map;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.State;

/**
 * Where the tasks of a stage, or of a whole campaign, stand.
 *
 * @param total how many there are or will be: those of the manifest that are still to be pushed are counted
 */
public record Standing(
        long total, long pending, long blocked, long delayed, long working, long done, long dead, long cancelled) {
    public static final Standing NOTHING = new Standing(0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * @param expected how many tasks the launcher knows of; more than were pushed only while it is pushing
     */
    public static Standing of(Tally tally, long expected) {
        return new Standing(
                Math.max(expected, tally.pushed() + Math.max(0, tally.foreign())),
                tally.count(State.PENDING),
                tally.count(State.BLOCKED),
                tally.count(State.DELAYED),
                tally.count(State.WORKING),
                tally.count(State.DONE),
                tally.count(State.DEAD),
                tally.count(State.CANCELLED));
    }

    /** @param expected per stage, for those of which the launcher knows how many tasks there will be */
    public static Standing sum(Map<String, Tally> stages, Map<String, Long> expected) {
        return sum(stages.entrySet().stream()
                .map(stage -> of(stage.getValue(), expected.getOrDefault(stage.getKey(), 0L)))
                .toList());
    }

    public static Standing sum(Collection<Standing> parts) {
        return parts.stream().reduce(NOTHING, Standing::plus);
    }

    Standing plus(Standing other) {
        return new Standing(
                total + other.total,
                pending + other.pending,
                blocked + other.blocked,
                delayed + other.delayed,
                working + other.working,
                done + other.done,
                dead + other.dead,
                cancelled + other.cancelled);
    }

    /** Those that will not be done unless a person does something. */
    public long failed() {
        return dead + cancelled;
    }

    public long ended() {
        return done + dead + cancelled;
    }

    /** Those that have still to run, pushed or not. */
    public long waiting() {
        return Math.max(0, total - ended() - working);
    }

    /** Whether there is nothing that is not DONE: what exit status 0 of {@code run} and {@code wait} means. */
    public boolean allDone() {
        return done == total;
    }
}
