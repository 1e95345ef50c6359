package org.musterhpc.launcher.cluster.batch.submission;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** How many tasks can be under way at a time, by what bounds their stages: more slots than that stand idle. */
public final class AtOnce {
    private AtOnce() {}

    /**
     * @param tallies of the stages
     * @param expected how many tasks are still to be pushed; nobody says of which stage
     * @return {@code Long.MAX_VALUE} where nothing bounds any stage
     */
    public static long of(List<Stage> stages, Map<String, Tally> tallies, long expected) {
        if (stages.stream().allMatch(stage -> stage.bounds().none())) {
            return Long.MAX_VALUE;
        }
        Map<String, Integer> left = new HashMap<>();
        stages.forEach(stage -> stage.bounds().shares().forEach((name, share) -> left.put(name, share.of())));
        long sum = 0;
        // Those that take least of a limit first: so many may it be.
        for (Stage stage :
                stages.stream().sorted(Comparator.comparingInt(AtOnce::most)).toList()) {
            long tasks = Math.min(
                    tasks(tallies.get(stage.name())) + expected, stage.bounds().most());
            for (Map.Entry<String, Share> each : stage.bounds().shares().entrySet()) {
                tasks = Math.min(
                        tasks,
                        left.getOrDefault(each.getKey(), 0) / each.getValue().need());
            }
            long taken = tasks;
            stage.bounds()
                    .shares()
                    .forEach((name, share) -> left.merge(name, (int) (-taken * share.need()), Integer::sum));
            sum += tasks;
        }
        return sum;
    }

    private static int most(Stage stage) {
        return stage.bounds().shares().values().stream()
                .mapToInt(Share::need)
                .max()
                .orElse(0);
    }

    private static long tasks(@Nullable Tally tally) {
        return tally == null
                ? 0
                : tally.count(State.PENDING)
                        + tally.count(State.DELAYED)
                        + tally.count(State.WORKING)
                        + Math.max(0, tally.foreign());
    }
}
