package org.musterhpc.launcher.top;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;

/**
 * Looks at what is wanted: the shared snapshot of the second, one part of a listing, one task. Where a look took long it serves
 * the longer, so that none keeps Redis or a cluster busy.
 */
final class Lookout {
    /** So many campaigns that go on are looked at in a second. */
    private static final int A_SECOND = 20;

    private static final Duration OVER = Duration.ofMinutes(1);
    /** An answer serves so many times as long as it took. */
    private static final int LONGER = 20;

    private final UseCases app;
    private final LongSupplier nanos;
    private final Map<String, Known> campaigns = new HashMap<>();
    private final Map<String, Trend.Memory> trends = new HashMap<>();
    private final Kept<Seen.Listed> listings = new Kept<>();
    private final Kept<Seen.One> tasks = new Kept<>();
    private List<Seen.Whole> all = List.of();
    private boolean begun;

    /** @param until when it has to be looked at again */
    private record Known(Seen.Whole whole, long until) {}

    /** @param nanos the monotonic clock */
    Lookout(UseCases app, LongSupplier nanos) {
        this.app = app;
        this.nanos = nanos;
    }

    Seen look(TopQuery wanted) {
        if (!begun()) {
            return new Seen(wanted, List.of(), null, null, null, "");
        }
        String campaign = wanted.campaign();
        if (campaign == null) {
            all = all();
            return new Seen(wanted, all, null, null, null, "");
        }
        TopQuery.Listing listing = wanted.listing();
        TopQuery.One task = wanted.task();
        return new Seen(
                wanted,
                all,
                opened(campaign, wanted.agents()),
                listing == null
                        ? null
                        : listings.get(
                                List.of(campaign, listing), () -> new Seen.Listed(listing, part(campaign, listing))),
                task == null ? null : tasks.get(List.of(campaign, task), () -> TaskLook.of(app, campaign, task)),
                "");
    }

    /** Whether there is a server yet: the one that Muster brings along is there from the first campaign on. */
    private boolean begun() {
        Connection connection = app.connection();
        begun = begun
                || !connection.embedded()
                || Files.isDirectory(app.here().home().redis());
        return begun;
    }

    /** Does it, and says what came of it; what is looked at next has seen it. */
    String act(Act act) {
        List<String> notes = new ArrayList<>();
        try {
            String came = act.on(app.telling(new KeptNotes(notes)));
            return notes.isEmpty() ? came : came + "; " + String.join("; ", notes);
        } finally {
            listings.forget();
            tasks.forget();
            campaigns.remove(act.campaign());
            app.snapshots().anew(act.campaign());
        }
    }

    private List<Seen.Whole> all() {
        List<String> names = app.view().campaigns();
        campaigns.keySet().retainAll(names);
        trends.keySet().retainAll(names);
        List<Seen.Whole> wholes = new ArrayList<>();
        for (String name : names) {
            Known known = campaigns.get(name);
            if (known == null || nanos.getAsLong() - known.until() >= 0) {
                Seen.Whole whole = whole(name);
                Snapshot now = whole.now();
                boolean over = now == null || now.overview().complete();
                Duration serves = over ? OVER : Snapshots.EVERY.multipliedBy(1 + names.size() / A_SECOND);
                // A little less than a second, as no two looks are just that apart.
                known = new Known(whole, nanos.getAsLong() + serves.toNanos() * 9 / 10);
                campaigns.put(name, known);
            }
            wholes.add(known.whole());
        }
        return wholes;
    }

    private Seen.Whole whole(String name) {
        try {
            Snapshot now = app.snapshots().of(name);
            trend(name).see(now);
            return new Seen.Whole(name, now, "");
        } catch (LostCampaignException | DamagedException e) {
            return new Seen.Whole(name, null, String.valueOf(e.getMessage()));
        }
    }

    private Trend.Memory trend(String name) {
        return trends.computeIfAbsent(name, any -> new Trend.Memory());
    }

    private Seen.Opened opened(String campaign, boolean agents) {
        Snapshot now = app.snapshots().of(campaign);
        CampaignStatus status = app.status().of(campaign);
        Trend.Memory memory = trend(campaign);
        memory.see(now);
        List<View.AgentView> who = agents ? app.snapshots().agents(campaign) : List.of();
        return new Seen.Opened(now, status, memory.trend(), who);
    }

    private TaskListing.Part part(String campaign, TopQuery.Listing listing) {
        return TaskLook.part(app, campaign, listing);
    }

    /** The last answer, as long as it serves for the same question. */
    private final class Kept<T> {
        private @Nullable Object question;
        private @Nullable T answer;
        private long until;

        T get(Object asked, Supplier<T> look) {
            T last = answer;
            if (last != null && Objects.equals(question, asked) && nanos.getAsLong() - until < 0) {
                return last;
            }
            long from = nanos.getAsLong();
            T now = look.get();
            long took = nanos.getAsLong() - from;
            question = asked;
            answer = now;
            until = from + took + Math.max(Snapshots.EVERY.toNanos() * 9 / 10, took * LONGER);
            return now;
        }

        void forget() {
            answer = null;
        }
    }
}
