package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.musterhpc.launcher.cluster.batch.Surplus.Span;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.time.Pause;

/**
 * Cancels elements that are too many, but none that is leaving by itself. A scheduler calls an element running for a
 * moment after its process has ended; PBS, told to delete it then, copies its output a second time, fails, keeps it for
 * half a minute and sends mails. So what has not begun is cancelled at once, and of what runs only what still does after
 * some seconds.
 */
public final class Canceller {
    /** Between one look and the next: seven seconds in all. */
    private static final List<Duration> GAPS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    /** Each look that is not answered may take the command's whole time limit. */
    private static final int SILENT_AT_MOST = 2;

    private final Scheduler scheduler;
    private final Pause pause;
    private final Function<List<String>, Map<String, ArrayStates>> looking;

    public Canceller(Scheduler scheduler, Pause pause) {
        this(scheduler, pause, scheduler::states);
    }

    /** @param looking what is known of arrays: the scheduler's answer, and more than that */
    Canceller(Scheduler scheduler, Pause pause, Function<List<String>, Map<String, ArrayStates>> looking) {
        this.scheduler = scheduler;
        this.pause = pause;
        this.looking = looking;
    }

    /**
     * @param wanted how many elements stay, running ones first
     * @return whether no other is left, or all that are will have ended soon; false: not known, to be said again
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

    /** The same for one array of a single element; then waits a while until the scheduler has done with it. */
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
