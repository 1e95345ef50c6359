package org.musterhpc.agent;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.time.Backoff;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Campaign;

/**
 * Whether what waits on the queue has grown beyond what this agent can give: it would go in silence, and another would
 * come, for ever. Only where the agent is one of a launcher's on this machine; for a scheduler's arrays, that is reckoned
 * before they are submitted.
 */
final class Oversize implements BooleanSupplier {
    private static final int ENOUGH = 1000;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Consumer<Consumer<TaskView>> waiting;
    private final Campaign campaign;
    private final Allotment allotment;
    private final LongSupplier nanos;
    /** A look costs Redis more than a claim: who has nothing to do for long looks ever more seldom. */
    private final Backoff waits;

    private long asked;
    private long next;
    private @Nullable String text;

    /**
     * @param waiting lists what is on the queue
     * @param nanos the monotonic clock
     */
    Oversize(
            Consumer<Consumer<TaskView>> waiting,
            Campaign campaign,
            Allotment allotment,
            LongSupplier nanos,
            RandomGenerator random) {
        this.waiting = waiting;
        this.campaign = campaign;
        this.allotment = allotment;
        this.nanos = nanos;
        this.waits = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.asked = nanos.getAsLong();
        this.next = asked;
    }

    /** What the first of them needs, and what there is; where there is none, what the stages need. */
    String lacks() {
        String task = text;
        return task != null
                ? task
                : campaign.stages().stream()
                        .map(allotment::lack)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining("; "));
    }

    @Override
    public boolean getAsBoolean() {
        long now = nanos.getAsLong();
        boolean workedSince = now - asked > FIRST_WAIT.toNanos();
        asked = now;
        if (workedSince) {
            next = now;
            waits.reset();
        }
        if (now - next < 0) {
            return text != null;
        }
        next = now + waits.next();
        Seen seen = new Seen();
        try {
            waiting.accept(seen::add);
            text = seen.first;
        } catch (Enough e) {
            text = seen.fits ? null : seen.first;
        } catch (RuntimeException e) {
            // It may not be ours to see. Then it leaves as if there were nothing.
            text = null;
        }
        return text != null;
    }

    private final class Seen {
        private @Nullable String first;
        private int count;
        private boolean fits;

        void add(TaskView task) {
            String lack = allotment.lack(campaign.stage(task.stage()), task.message());
            first = first == null ? lack : first;
            fits = lack == null;
            if (fits || ++count == ENOUGH) {
                throw new Enough();
            }
        }
    }

    /** Ends a listing. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }
}
