package org.musterhpc.launcher.app.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.OwnedKeys;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.follow.BackgroundRounds;
import org.musterhpc.launcher.follow.LeaseSweep;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** Looks after one campaign that no {@code run} follows: takes back what fell silent, and looks after its fleet on each cluster. */
final class CampaignSupervisor {
    /** A problem on one cluster must neither keep the sentinel from the others, nor be told every second. */
    private static final Duration AFTER_A_PROBLEM = Duration.ofMinutes(1);

    private final ClusterConnections clusters;
    private final Campaign campaign;
    private final @Nullable SigningKey key;
    private final LeaseSweep sweep;
    private final Snapshots snapshots;
    private final List<String> first = new ArrayList<>();
    private final List<Supervised> supervised = new ArrayList<>();

    /** A fleet, and what was told of it last. */
    private static final class Supervised {
        private final Fleet fleet;
        private final BackgroundRounds rounds;
        private Instant next = Instant.EPOCH;
        private String told = "";

        Supervised(Fleet fleet) {
            this.fleet = fleet;
            this.rounds = new BackgroundRounds(fleet);
        }

        List<String> runOnce(View.Overview overview) {
            // A time that lies further ahead than it can is of a clock that was put back since.
            if (overview.now().isBefore(next)
                    && !overview.now().plus(AFTER_A_PROBLEM).isBefore(next)) {
                return List.of();
            }
            try {
                List<String> notes = rounds.runOnce(overview);
                told = "";
                return notes;
            } catch (Problem e) {
                next = overview.now().plus(AFTER_A_PROBLEM);
                String what = e.getMessage() + " (" + e.advice() + ")";
                boolean again = what.equals(told);
                told = what;
                return again ? List.of() : List.of(what);
            }
        }
    }

    /**
     * What a round did on a cluster.
     *
     * @param cluster empty: the sweep of what fell silent, wherever that was
     */
    record ClusterRound(String cluster, Round round) {}

    /** @param keys gives a campaign's key, or says why there is none */
    CampaignSupervisor(
            ClusterConnections clusters, Campaign campaign, OwnedKeys keys, LeaseSweep sweep, Snapshots snapshots) {
        this.clusters = clusters;
        this.campaign = campaign;
        this.sweep = sweep;
        this.snapshots = snapshots;
        this.key = key(keys);
        attach();
    }

    /** Null: the campaign is somebody else's. What fell silent is taken back, but nothing is submitted for it. */
    private @Nullable SigningKey key(OwnedKeys keys) {
        try {
            return keys.of(campaign);
        } catch (Problem e) {
            first.add(e.getMessage() + " (" + e.advice() + ")");
            return null;
        }
    }

    /**
     * Whether it looks after this one: between two looks a campaign may be removed and another of its name be made, or a changed
     * file be taken into it, and its fleets submit what they knew at the beginning, with the key that they had then.
     */
    boolean isOf(Campaign now) {
        return campaign.created().equals(now.created()) && campaign.edition().equals(now.edition());
    }

    /** Clusters may be added while the campaign runs; a campaign that has just been made has none yet. */
    private void attach() {
        if (key != null) {
            Set<String> known =
                    supervised.stream().map(each -> each.fleet.cluster()).collect(Collectors.toSet());
            Set<String> named = snapshots.arrays(campaign.name()).goals().keySet();
            clusters.attach(campaign, key, named, known).forEach(fleet -> supervised.add(new Supervised(fleet)));
        }
    }

    /** Does what is due; returns what a person should know. */
    List<String> runOnce(View.Overview overview) {
        List<String> notes = new ArrayList<>(first);
        first.clear();
        notes.addAll(sweep.runOnce(overview));
        attach();
        supervised.forEach(each -> notes.addAll(each.runOnce(overview)));
        return notes;
    }

    /** One round now, whether or not it is due. */
    List<ClusterRound> roundNow(View.Overview overview) {
        List<ClusterRound> rounds = new ArrayList<>();
        List<String> swept = new ArrayList<>(first);
        swept.addAll(sweep.runOnce(overview));
        rounds.add(new ClusterRound("", new Round(true, 0, 0, swept)));
        for (Supervised each : supervised) {
            if (overview.complete()) {
                // Only how its arrays ended is of interest; an answer of before they ended does not tell.
                each.fleet.refresh();
            }
            rounds.add(new ClusterRound(each.fleet.cluster(), each.fleet.runOnce(overview)));
        }
        return rounds;
    }

    /**
     * The campaign has ended.
     *
     * @return what the last rounds had to say, as {@link #detach} does
     */
    List<String> finish() {
        return end(Fleet::finishEnded);
    }

    List<String> detach() {
        return end(Fleet::detach);
    }

    private List<String> end(Consumer<Fleet> how) {
        List<String> notes = new ArrayList<>();
        for (Supervised each : supervised) {
            notes.addAll(each.rounds.end());
            how.accept(each.fleet);
        }
        sweep.close();
        return notes;
    }
}
