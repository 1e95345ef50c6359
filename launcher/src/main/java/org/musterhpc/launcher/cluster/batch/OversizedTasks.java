package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Limit;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** Tasks that wait for more walltime or memory than their stage has, because an attempt with that was too small. */
final class OversizedTasks {
    private static final int LOOK_AT_MOST = 20_000;

    private final View view;
    private final String campaign;

    OversizedTasks(View view, String campaign) {
        this.view = view;
        this.campaign = campaign;
    }

    /** @param tasks how many want more than what is offered, as far as was looked */
    record Wanted(ElementSizing.Grown most, int tasks) {
        static final Wanted NOTHING = new Wanted(ElementSizing.Grown.NOTHING, 0);
    }

    /**
     * What waits and does not fit into any of the arrays. Looks only where something can have grown.
     *
     * @param everywhere whether pending tasks are looked through as well as delayed ones: where agents leave them lying
     */
    Wanted beyond(List<ArrayRecord> arrays, Map<String, Tally> stages, boolean everywhere) {
        boolean possible = stages.values().stream()
                .anyMatch(tally -> tally.outcomes().getOrDefault(Outcome.WALLTIME, 0L) > 0
                        || tally.outcomes().getOrDefault(Outcome.OOM, 0L) > 0);
        if (!possible) {
            return Wanted.NOTHING;
        }
        Sum sum = new Sum(arrays);
        Set<State> states = everywhere ? Set.of(State.DELAYED, State.PENDING) : Set.of(State.DELAYED);
        Limit.<View.TaskView>atMost(
                LOOK_AT_MOST,
                sink -> view.tasks(campaign, null, states, sink),
                task -> sum.add(task.message().needs()));
        return new Wanted(new ElementSizing.Grown(sum.walltime, sum.memory), sum.tasks);
    }

    private static final class Sum {
        private final List<ArrayRecord> arrays;
        private @Nullable Duration walltime;
        private @Nullable Long memory;
        private int tasks;

        Sum(List<ArrayRecord> arrays) {
            this.arrays = arrays;
        }

        void add(Message.Needs needs) {
            boolean grown = needs.walltime() != null || needs.memory() != null;
            if (!grown || arrays.stream().anyMatch(array -> offers(array.size(), needs))) {
                return;
            }
            tasks++;
            Duration time = needs.walltime();
            if (time != null && (walltime == null || time.compareTo(walltime) > 0)) {
                walltime = time;
            }
            Long bytes = needs.memory();
            if (bytes != null && (memory == null || bytes > memory)) {
                memory = bytes;
            }
        }

        private static boolean offers(ArrayRecord.ElementSize size, Message.Needs needs) {
            Duration wanted = needs.walltime();
            Duration offered = size.walltime();
            Long memory = size.memory();
            return (wanted == null || offered == null || ElementSizing.holds(offered, wanted))
                    && (needs.memory() == null || memory == null || needs.memory() <= memory);
        }
    }
}
