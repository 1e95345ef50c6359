package org.musterhpc.launcher.app.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.OwnedKeys;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.follow.Display;
import org.musterhpc.launcher.follow.Fleets;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.LeaseSweep;
import org.musterhpc.launcher.follow.Reconciler;
import org.musterhpc.launcher.follow.Resending;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.Campaign;

/** Runs a campaign to its end: opens its fleets, sends what is to be sent, and follows it until it is complete or somebody stops it. */
public final class RunCampaign {
    private final ClusterConnections clusters;
    private final QueueServer server;
    private final OwnedKeys keys;
    private final Setup setup;
    private final Follower follower;
    private final Stop stop;
    private volatile @Nullable Fleets open;

    /** @param follower looks at {@code stop} as well */
    public RunCampaign(
            ClusterConnections clusters,
            QueueServer server,
            OwnedKeys keys,
            Setup setup,
            Follower follower,
            Stop stop) {
        this.clusters = clusters;
        this.server = server;
        this.keys = keys;
        this.setup = setup;
        this.follower = follower;
        this.stop = stop;
    }

    /**
     * Returns when every task has ended, or when the program is told to stop.
     *
     * @param tasks how many tasks each stage will have, where that is known beforehand
     * @param submission what is still to be sent, or null
     * @param cluster where agents run, as the user or the file said; null: the default
     * @return what was seen last; not complete: it was stopped, or halted
     * @throws Problem where tasks are missing, or the campaign cannot go on
     */
    public Follower.Followed run(
            Campaign campaign,
            Map<String, Long> tasks,
            @Nullable Submission submission,
            @Nullable String cluster,
            Display display) {
        Follower.Followed followed = untilItEnds(campaign, tasks, submission, cluster, display);
        Campaign further = goingOn(followed);
        while (further != null) {
            display.note(further.name() + " has tasks to run again: it goes on");
            followed = followed.and(untilItEnds(further, Map.of(), null, cluster, display));
            further = goingOn(followed);
        }
        if (followed.complete()) {
            new CampaignEnd(server, keys, setup.lease(), clusters.time().pause())
                    .run(followed.last().campaign(), clusters.notes()::note);
        }
        return followed;
    }

    /**
     * Agents took a while to leave, and whoever sent tasks again meanwhile saw a run that was there to run them.
     *
     * @return the campaign, where it goes on after it had ended; null: it has ended, or was left
     */
    private @Nullable Campaign goingOn(Follower.Followed followed) {
        String name = followed.last().campaign().name();
        return followed.complete() && !stop.requested() && server.snapshots().goesOn(name)
                ? server.snapshots().of(name).campaign()
                : null;
    }

    private Follower.Followed untilItEnds(
            Campaign campaign,
            Map<String, Long> tasks,
            @Nullable Submission submission,
            @Nullable String cluster,
            Display display) {
        String name = campaign.name();
        // Agents first: they take a moment to start, and begin while the rest is being sent.
        Fleets fleets = clusters.open(campaign, keys, tasks, cluster);
        open = fleets;
        Sending sending = submission == null ? null : Sending.start(submission, stop::requested);
        Follower.@Nullable Followed followed = null;
        boolean silent = false;
        try (LeaseSweep sweep = new LeaseSweep(server.work(name), setup.lease())) {
            Follower.Subject subject = new Follower.Subject(
                    name, tasks, () -> sending == null || sending.complete() ? null : sending.sent(), fleets);
            followed = follower.follow(subject, reconcilers(fleets, sweep, sending), display, null);
        } catch (QueueUnavailableException e) {
            silent = true; // agents keep what they have done until Redis is back; they must not be stopped
            throw e;
        } finally {
            if (silent && stop.requested()) {
                fleets.drain().forEach(clusters.notes()::note); // a signal, for which Redis need not answer
            } else if (!silent && stop.requested() && (followed == null || !followed.complete())) {
                fleets.stop(setup.stopGrace()).forEach(clusters.notes()::note);
            } else if (!silent && followed != null && followed.overview().stands()) {
                fleets.stop(setup.stopGrace()).forEach(clusters.notes()::note);
            } else if (!silent && followed == null) {
                fleets.end().forEach(clusters.notes()::note);
            } else if (!silent) {
                fleets.finish().forEach(clusters.notes()::note);
            }
        }
        boolean ended = stop.requested() || followed.overview().stands();
        boolean whole = followed.complete() ? followed.overview().holds() : ended;
        if (!whole) {
            throw RollCall.broken(name, followed.overview());
        }
        if (!followed.complete() && sending != null) {
            sending.join();
        }
        return followed;
    }

    private static List<Reconciler> reconcilers(Fleets fleets, LeaseSweep sweep, @Nullable Sending sending) {
        List<Reconciler> all = new ArrayList<>(fleets.reconcilers());
        all.add(sweep);
        if (sending != null) {
            all.add(new Resending(sending));
        }
        return all;
    }

    /** Tells agents that end with this program to give back what they run, and waits for none. Returns how many there were. */
    public int abandon() {
        Fleets fleets = open;
        return fleets == null ? 0 : fleets.abandon();
    }
}
