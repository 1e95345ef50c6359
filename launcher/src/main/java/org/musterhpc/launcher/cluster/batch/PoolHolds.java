package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;

/** What keeps a pool from submitting at the moment, in words. */
final class PoolHolds {
    private final CampaignArrays arrays;
    private final PoolElements elements;
    private final ArraySender sender;
    private final BarrenArrays barren;
    private final PoolTrouble trouble;
    private int told;
    private String lastWords = "";

    PoolHolds(
            CampaignArrays arrays,
            PoolElements elements,
            ArraySender sender,
            BarrenArrays barren,
            PoolTrouble trouble) {
        this.arrays = arrays;
        this.elements = elements;
        this.sender = sender;
        this.barren = barren;
        this.trouble = trouble;
    }

    /** None: nothing does. */
    List<String> reasons(List<ArrayRecord> live, Instant now) {
        List<String> why = new ArrayList<>();
        live.stream()
                .filter(array -> array.state() == State.INTENT)
                .forEach(array -> why.add("the scheduler did not say whether it has array " + array.name()
                        + ": nothing else is sent until that is known"));
        Duration rest = barren.rest(now);
        if (!rest.isNegative() && !rest.isZero()) {
            why.add(barren.count() + (barren.count() == 1 ? " array" : " arrays in a row")
                    + " ended without an agent that was heard of; the next one is submitted in "
                    + rest.toSeconds() + " s; " + lastWords());
        }
        if (!sender.open(now)) {
            why.add(arrays.all().stream()
                    .filter(ArrayRecord::held)
                    .reduce((first, last) -> last)
                    .map(array -> "the site takes no more now: " + array.seen().reason())
                    .orElse("the site took no more a moment ago"));
        }
        if (trouble.waits(now)) {
            why.add(trouble.said());
        }
        return why;
    }

    /** Asked for once an array: that is a command on the cluster. */
    private String lastWords() {
        if (told != barren.count()) {
            told = barren.count();
            lastWords = elements.lastWords();
        }
        return lastWords;
    }
}
