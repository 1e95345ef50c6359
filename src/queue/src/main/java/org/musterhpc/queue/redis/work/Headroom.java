package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.campaign.Keys;

/** What scripts are told of what bounds a stage; see {@code include-room.lua} and {@code tend.lua}. */
final class Headroom {
    private final Bounds bounds;
    private final List<Stage> others;

    private Headroom(Bounds bounds, List<Stage> others) {
        this.bounds = bounds;
        this.others = others;
    }

    static Headroom of(Campaign campaign, Stage stage) {
        Bounds own = stage.bounds();
        List<Stage> others = own.shares().isEmpty()
                ? List.of()
                : campaign.stages().stream()
                        .filter(other -> !other.name().equals(stage.name()))
                        .filter(other ->
                                other.bounds().shares().keySet().stream().anyMatch(own.shares()::containsKey))
                        .toList();
        return new Headroom(own, others);
    }

    /** The working queues of other stages that share a limit. */
    List<String> keys(Keys keys) {
        return others.stream().map(other -> keys.working(other.name())).toList();
    }

    /** Nothing where nothing bounds the stage. */
    List<String> args() {
        if (bounds.none()) {
            return List.of();
        }
        List<String> args = new ArrayList<>();
        args.add(Integer.toString(bounds.maxRunning()));
        Pace pace = Pace.of(bounds.rate());
        args.add(Long.toString(pace.interval()));
        args.add(Long.toString(pace.catchUp()));
        args.add(Integer.toString(others.size()));
        new TreeMap<>(bounds.shares()).forEach((name, share) -> {
            args.add(Integer.toString(share.of()));
            args.add(Integer.toString(share.need()));
            for (Stage other : others) {
                Share theirs = other.bounds().shares().get(name);
                args.add(Integer.toString(theirs == null ? 0 : theirs.need()));
            }
        });
        return args;
    }

    /**
     * Times in microseconds.
     *
     * @param interval between two tasks
     * @param catchUp for how long it is caught up what nobody claimed in time
     */
    record Pace(long interval, long catchUp) {
        /** What is claimed more often than that is claimed in handfuls of so long: nobody asks for each. */
        private static final Duration HANDFUL = Duration.ofMillis(50);

        /** In any time of the rate's length there begin no more than it says, also where a handful is caught up before. */
        static Pace of(@Nullable Rate rate) {
            if (rate == null) {
                return new Pace(0, 0);
            }
            long per = rate.per().toNanos() / 1000;
            long handful = Math.max(1, rate.tasks() * (HANDFUL.toNanos() / 1000) / per);
            long interval = Math.max(1, (per + rate.tasks() - handful) / (rate.tasks() - handful + 1));
            return new Pace(interval, (handful - 1) * interval);
        }
    }

    /** All limits of a campaign: how much there is of each, and what each stage takes, as numbers. */
    record All(List<String> names, String capacities) {
        static All of(Campaign campaign) {
            Map<String, Integer> limits = new TreeMap<>();
            campaign.stages()
                    .forEach(stage -> stage.bounds().shares().forEach((name, share) -> limits.put(name, share.of())));
            return new All(
                    List.copyOf(limits.keySet()),
                    limits.values().stream().map(Object::toString).collect(Collectors.joining(" ")));
        }

        /** Empty where nothing bounds the stage. */
        String of(Stage stage) {
            Bounds bounds = stage.bounds();
            if (bounds.none()) {
                return "";
            }
            StringBuilder text = new StringBuilder();
            Pace pace = Pace.of(bounds.rate());
            text.append(bounds.maxRunning()).append(' ').append(pace.interval());
            text.append(' ').append(pace.catchUp());
            for (String name : new TreeSet<>(bounds.shares().keySet())) {
                int need = Objects.requireNonNull(bounds.shares().get(name)).need();
                text.append(' ').append(names.indexOf(name) + 1).append(' ').append(need);
            }
            return text.toString();
        }
    }
}
