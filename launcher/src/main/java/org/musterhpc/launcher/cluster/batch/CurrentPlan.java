package org.musterhpc.launcher.cluster.batch;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** What elements are for a campaign as it is defined now: a changed file may be taken into it while its arrays are looked after. */
final class CurrentPlan {
    private final @Nullable SigningKey key;
    private final Supplier<Campaign> current;
    private final Function<Campaign, ElementPlan> plans;
    private Campaign known;
    private ElementPlan plan;

    /**
     * @param known as it was when it was opened
     * @param key by which another edition must be signed; null: there is none
     * @param current as Redis has it
     */
    CurrentPlan(
            Campaign known,
            @Nullable SigningKey key,
            Supplier<Campaign> current,
            Function<Campaign, ElementPlan> plans) {
        this.known = known;
        this.key = key;
        this.current = current;
        this.plans = plans;
        this.plan = plans.apply(known);
    }

    /** The one that was found last; asks nobody. */
    ElementPlan last() {
        return plan;
    }

    /** What somebody else wrote into Redis is no edition of the owner's: the last one that was stands. */
    ElementPlan get() {
        Campaign now = current.get();
        if (!now.edition().equals(known.edition()) && (key == null || key.signed(now))) {
            known = now;
            plan = plans.apply(now);
        }
        return plan;
    }
}
