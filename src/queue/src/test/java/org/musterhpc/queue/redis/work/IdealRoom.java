package org.musterhpc.queue.redis.work;

import org.musterhpc.queue.WorkQueue.Mood;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Stage;

/** How many more tasks of a stage may be under way, by what is under way now and by when the next may begin. */
final class IdealRoom {
    private final Ideal ideal;
    private final Bounds bounds;
    private final Places places;

    IdealRoom(Ideal ideal, Stage stage) {
        this.ideal = ideal;
        this.bounds = stage.bounds();
        this.places = ideal.at(stage.name());
    }

    /** For how many there is room. */
    int free() {
        return Math.min(withoutRate(), byRate());
    }

    /** Why there is room for none. */
    Mood why() {
        return withoutRate() > 0 ? Mood.PACED : Mood.FULL;
    }

    /** So many begin now. */
    void spend(int tasks) {
        if (interval() > 0 && tasks > 0) {
            places.counts.put("paced", from() + tasks * interval());
        }
    }

    private int withoutRate() {
        int free = bounds.maxRunning() == 0 ? Integer.MAX_VALUE : bounds.maxRunning() - places.working.size();
        for (var share : bounds.shares().entrySet()) {
            int left = share.getValue().of();
            for (Stage other : ideal.campaign.stages()) {
                Bounds.Share theirs = other.bounds().shares().get(share.getKey());
                left -= theirs == null
                        ? 0
                        : theirs.need() * ideal.at(other.name()).working.size();
            }
            free = Math.min(free, Math.floorDiv(left, share.getValue().need()));
        }
        return free;
    }

    private int byRate() {
        long clock = ideal.now * 1_000;
        return interval() == 0
                ? Integer.MAX_VALUE
                : from() > clock ? 0 : (int) Math.min(1_000_000, (clock - from()) / interval() + 1);
    }

    private long from() {
        long clock = ideal.now * 1_000;
        return Math.max(clock, places.count("paced")); // it is too slow a rate for anything to be caught up
    }

    private long interval() {
        Rate rate = bounds.rate();
        return rate == null ? 0 : rate.interval().toNanos() / 1_000;
    }
}
