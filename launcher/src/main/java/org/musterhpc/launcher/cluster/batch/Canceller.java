package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.musterhpc.launcher.cluster.batch.Surplus.Span;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.time.Pause;

/**
 * Cancels surplus elements, but none that is just ending. A scheduler shows an element as running for a moment after its
 * process has ended; PBS, told to delete it then, copies its output a second time, fails, keeps it for half a minute and
 * sends mails. So waiting elements are cancelled at once, and running ones only if they still run after some seconds.
 */
public final class Canceller {
    /** Between one look and the next: seven seconds in all. */
    private static final List<Duration> GAPS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    /** A scheduler that does not answer may take the command's whole time limit each time. */
    private static final int SILENT_AT_MOST = 2;

    private final Scheduler scheduler;
    private final Pause pause;
    private final Function<List<String>, Map<String, ArrayStates>> looking;

    public Canceller(Scheduler scheduler, Pause pause) {
        this(scheduler, pause, scheduler::states);
    }

    /** @param looking gives the states of arrays: the scheduler's answer, corrected by what is known beside it */
    Canceller(Scheduler scheduler, Pause pause, Function<List<String>, Map<String, ArrayStates>> looking) {
        this.scheduler = scheduler;
        this.pause = pause;
        this.looking = looking;
    }

    /**
     * @param wanted how many elements stay, running ones first
     * @return whether all others are cancelled or ending; false: the scheduler did not confirm it
     */
    boolean cancel(List<Span> arrays, int wanted) {
        if (arrays.isEmpty()) {
            return true;
        }
        Surplus surplus = look(arrays, wanted);
        boolean done = scheduler.cancel(surplus.waiting());
        Set<String> waited = new HashSet<>(surplus.waiting());
        int silent = 0;
        for (Duration gap : GAPS) {
            if (surplus.sure() && surplus.running().isEmpty()) {
                return done;
            }
            silent += surplus.sure() ? 0 : 1;
            if (silent == SILENT_AT_MOST) {
                break;
            }
            pause.pause(gap);
            surplus = look(arrays, wanted);
        }
        List<String> late =
                surplus.waiting().stream().filter(id -> !waited.contains(id)).toList();
        done &= scheduler.cancel(late);
        return scheduler.cancel(surplus.running()) && done && surplus.sure();
    }

    /**
     * Cancels those that still wait when the scheduler is asked, and none that has begun.
     *
     * @param stay how many elements stay, those that have begun first
     * @return how many were cancelled, as far as the scheduler confirmed that; none where it did not tell of every array
     */
    int cancelWaiting(List<Span> arrays, int stay) {
        Surplus surplus = look(arrays, stay);
        return surplus.sure() && scheduler.cancel(surplus.waiting()) ? surplus.elements() : 0;
    }

    /** Cancels an array of one element, then waits a while until the scheduler shows it as ended. */
    public boolean cancelAndOutlast(String array) {
        boolean done = cancel(List.of(new Span(array, 0, 0)), 0);
        for (Duration gap : GAPS) {
            ArrayStates those =
                    states(List.of(array)).getOrDefault(array, ArrayStates.unknown("nothing was said of it"));
            if (those.of(0) instanceof AllocationState.Ended) {
                break;
            }
            pause.pause(gap);
        }
        return done;
    }

    private Surplus look(List<Span> arrays, int wanted) {
        return Surplus.of(
                scheduler.dialect(),
                arrays,
                states(arrays.stream().map(Span::job).toList()),
                wanted);
    }

    private Map<String, ArrayStates> states(List<String> jobs) {
        return looking.apply(jobs);
    }
}
