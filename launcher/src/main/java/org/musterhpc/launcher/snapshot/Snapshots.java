package org.musterhpc.launcher.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/**
 * Makes the snapshots of campaigns that this program looks at, each at most once a second, and only where somebody asks for it.
 * All readers get the same one, so that what Redis is asked does not grow with them. Safe for use by several threads.
 */
public final class Snapshots {
    /** So long one serves. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    /** Definitions are read once an edition; and so often, lest nobody hears that Redis has lost one. */
    private static final Duration DEFINITIONS = Duration.ofMinutes(1);

    private final View view;
    private final Supplier<Ledger> ledger;
    private final LongSupplier nanos;
    private final Map<String, Looks> campaigns = new ConcurrentHashMap<>();

    /** @param ledger asked for when somebody first wants to know of arrays */
    public Snapshots(View view, Supplier<Ledger> ledger) {
        this(view, ledger, System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    public Snapshots(View view, Supplier<Ledger> ledger, LongSupplier nanos) {
        this.view = view;
        this.ledger = ledger;
        this.nanos = nanos;
    }

    /**
     * As it was less than a second ago.
     *
     * @throws LostCampaignException where it is not there, or not whole
     */
    public Snapshot of(String campaign) {
        return looks(campaign).whole.get();
    }

    /** As it is now: for whoever has to see what has just been done. */
    public Snapshot anew(String campaign) {
        return looks(campaign).whole.anew();
    }

    /** Whether tasks of it can move, as it is now: for who has seen that it ended, and took a while over what follows from that. */
    public boolean goesOn(String campaign) {
        try {
            View.Overview now = anew(campaign).overview();
            return !now.complete() && !now.stuck();
        } catch (LostCampaignException | DamagedException e) {
            return false;
        }
    }

    /** Waits until there is one after the one that is known; where the thread is interrupted, it may be the same. */
    public Snapshot after(Snapshot known, Pause pause) {
        Looks looks = looks(known.campaign().name());
        Snapshot now = looks.whole.get();
        while (!now.isNewTo(known) && !Thread.currentThread().isInterrupted()) {
            pause.pause(looks.whole.left());
            now = looks.whole.get();
        }
        return now;
    }

    /** Whether all of it has ended, as it is now: a cheap question, for who must hear of that at once. */
    public boolean complete(Snapshot last) {
        try {
            return view.complete(last.campaign());
        } catch (DamagedException e) {
            return false; // the next snapshot counts what can be counted
        }
    }

    /** Its arrays and goals, as they were less than a second ago. */
    public ArraysSnapshot arrays(String campaign) {
        return looks(campaign).arrays.get();
    }

    /** Its agents, as they were less than a second ago. */
    public List<View.AgentView> agents(String campaign) {
        return looks(campaign).agents.get();
    }

    private Looks looks(String campaign) {
        return campaigns.computeIfAbsent(campaign, Looks::new);
    }

    private final class Looks {
        private final String name;
        private final Shared<Snapshot> whole = new Shared<>(this::look, EVERY, nanos);
        private final Shared<ArraysSnapshot> arrays;
        private final Shared<List<View.AgentView>> agents;
        private @Nullable Campaign campaign;
        private long read;
        private long number;

        Looks(String name) {
            this.name = name;
            this.arrays = new Shared<>(
                    () -> new ArraysSnapshot(
                            ledger.get().arrays(name), ledger.get().goals(name)),
                    EVERY,
                    nanos);
            this.agents = new Shared<>(() -> List.copyOf(view.agents(name)), EVERY, nanos);
        }

        private Snapshot look() {
            Campaign known = campaign;
            if (known != null && nanos.getAsLong() - read < DEFINITIONS.toNanos()) {
                Optional<View.Overview> overview = view.overview(known);
                if (overview.isPresent()) {
                    return new Snapshot(++number, known, overview.get());
                }
            }
            campaign = null;
            Campaign there = view.campaign(name).orElseThrow(() -> LostCampaignException.gone(name));
            Snapshot now = new Snapshot(++number, there, view.overview(there).orElseGet(() -> view.overview(name)));
            campaign = there;
            read = nanos.getAsLong();
            return now;
        }
    }
}
