package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.follow.FirstFew;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** Finds the tasks that need more walltime or memory than their stage has, because an attempt ran out of it. */
public final class OversizedTasks {
    private static final int LOOK_AT_MOST = 20_000;

    private final View view;
    private final String campaign;

    public OversizedTasks(CampaignArrays campaign) {
        this(campaign.view(), campaign.campaign());
    }

    private OversizedTasks(View view, String campaign) {
        this.view = view;
        this.campaign = campaign;
    }

    /**
     * What tasks that wait need beyond their stage, of several campaigns.
     *
     * @param campaigns the tallies of their stages
     */
    public static ElementSizing.Grown most(View view, Map<String, Map<String, Tally>> campaigns) {
        Sum sum = new Sum(List.of());
        campaigns.forEach((name, stages) -> {
            Wanted own = new OversizedTasks(view, name).beyond(List.of(), stages, true);
            sum.add(own.most().walltime(), own.most().memory());
        });
        return new ElementSizing.Grown(sum.walltime, sum.memory);
    }

    /**
     * @param most the largest need
     * @param tasks how many need more than any array has; tasks beyond the first {@value #LOOK_AT_MOST} are not counted
     */
    public record Wanted(ElementSizing.Grown most, int tasks) {
        static final Wanted NOTHING = new Wanted(ElementSizing.Grown.NOTHING, 0);
    }

    /**
     * Tasks that wait and fit into none of the arrays. Reads tasks only where attempts have ended for want of time or memory.
     *
     * @param everywhere whether to read pending tasks as well as delayed ones; agents leave those pending that do not fit
     */
    public Wanted beyond(List<ArrayRecord> arrays, Map<String, Tally> stages, boolean everywhere) {
        boolean possible = stages.values().stream()
                .anyMatch(tally -> tally.outcomes().getOrDefault(Outcome.WALLTIME, 0L) > 0
                        || tally.outcomes().getOrDefault(Outcome.OOM, 0L) > 0);
        if (!possible) {
            return Wanted.NOTHING;
        }
        Sum sum = new Sum(arrays);
        Set<State> states = everywhere ? Set.of(State.DELAYED, State.PENDING) : Set.of(State.DELAYED);
        FirstFew.<View.TaskView>atMost(
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
            add(needs.walltime(), needs.memory());
        }

        private void add(@Nullable Duration time, @Nullable Long bytes) {
            if (time != null && (walltime == null || time.compareTo(walltime) > 0)) {
                walltime = time;
            }
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
