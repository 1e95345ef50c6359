package org.musterhpc.launcher.app.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.OwnedKeys;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.follow.LeaseSweep;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/**
 * Looks after campaigns when no {@code run} does: takes back what fell silent, asks schedulers what has ended, submits what
 * is missing. Any number of programs may do so at once.
 */
public final class Sentinel {
    private final ClusterConnections clusters;
    private final QueueServer server;
    private final OwnedKeys keys;
    private final Duration lease;
    private final SentinelLog log;
    private final EndedCampaigns ended;
    private final EndCallbacks callbacks;
    private final Map<String, CampaignSupervisor> supervisors = new LinkedHashMap<>();

    /** @param lease that of agents */
    public Sentinel(ClusterConnections clusters, QueueServer server, OwnedKeys keys, Duration lease, SentinelLog log) {
        this.clusters = clusters;
        this.server = server;
        this.keys = keys;
        this.lease = lease;
        this.log = log;
        this.ended = new EndedCampaigns(clusters, server, log);
        this.callbacks = new EndCallbacks(
                server, new CampaignEnd(server, keys, lease, clusters.time().pause()), log);
    }

    /**
     * Looks after campaigns, a turn at a time.
     *
     * @param named those that are looked after until they have ended; none: all, until the program is told to stop
     * @param stop asked at each turn
     * @param between called between two turns
     * @param revive tries to bring a silent server back, where that is ours to do
     */
    public void watch(List<String> named, Stop stop, Runnable between, Runnable revive) {
        log.say("", named.isEmpty() ? "looks after all campaigns" : "looks after " + String.join(", ", named));
        try {
            go(named, stop, between, revive);
        } finally {
            stop.lets();
            callbacks.finish();
            supervisors.forEach((name, supervisor) -> tell(name, supervisor.detach()));
        }
    }

    private void go(List<String> named, Stop stop, Runnable between, Runnable revive) {
        boolean left = true;
        boolean silent = false;
        while (!stop.requested() && left) {
            try {
                left = runOnce(named);
                if (silent) {
                    log.say("", "Redis answers again");
                }
                silent = false;
            } catch (QueueUnavailableException e) {
                if (!silent) {
                    log.say("", e.getMessage() + "; trying again");
                }
                silent = true;
                revive.run();
            }
            if (left && !stop.requested()) {
                between.run();
            }
        }
    }

    /** @return whether anything is left to look after, or may come */
    private boolean runOnce(List<String> named) {
        List<String> names = new ArrayList<>(named.isEmpty() ? server.view().campaigns() : named);
        boolean left = named.isEmpty();
        for (String name : List.copyOf(names)) {
            try {
                left |= lookAfter(name, server.snapshots().of(name));
            } catch (LostCampaignException e) {
                names.remove(name);
                if (e.partly()) {
                    log.once(name, e.getMessage() + "; muster restore " + name + " puts it together");
                }
            } catch (DamagedException | IllegalArgumentException e) {
                log.once(name, String.valueOf(e.getMessage())); // it must not keep the sentinel from the others
                left = true;
            }
        }
        supervisors.forEach((name, supervisor) -> {
            if (!names.contains(name)) {
                log.say(name, "is not there any more");
                tell(name, supervisor.detach());
            }
        });
        supervisors.keySet().retainAll(names);
        return left;
    }

    private void tell(String name, List<String> notes) {
        notes.forEach(note -> log.say(name, note));
    }

    /** Returns whether it may go on. */
    private boolean lookAfter(String name, Snapshot snapshot) {
        View.Overview overview = snapshot.overview();
        CampaignSupervisor supervisor = supervisors.get(name);
        if (supervisor != null && !supervisor.isOf(snapshot.campaign())) {
            tell(name, supervisor.detach());
            supervisors.remove(name);
            supervisor = null;
        }
        if (!overview.stuck() && !overview.complete()) {
            if (supervisor == null) {
                supervisor = supervisor(snapshot.campaign());
                supervisors.put(name, supervisor);
            }
            callbacks.goesOn(name);
            tell(name, supervisor.runOnce(overview));
            return true;
        }
        if (overview.stuck()) {
            log.once(name, String.valueOf(RollCall.broken(name, overview).getMessage()));
        }
        if (supervisor != null) {
            tell(name, supervisor.finish());
            supervisors.remove(name);
            if (server.snapshots().goesOn(name)) {
                return true; // tasks of it were sent again while its agents left
            }
            log.say(name, "has ended");
        }
        boolean runs = overview.complete() && callbacks.look(name, overview);
        return ended.look(name, overview) || runs;
    }

    private CampaignSupervisor supervisor(Campaign campaign) {
        return new CampaignSupervisor(
                clusters, campaign, keys, new LeaseSweep(server.work(campaign.name()), lease), server.snapshots());
    }

    /**
     * One round for each campaign, now.
     *
     * @param named none: all that are on their way, or have elements somewhere
     * @return how many were looked after
     */
    public int roundNow(List<String> named) {
        int seen = 0;
        for (String name : named.isEmpty() ? server.view().campaigns() : named) {
            CampaignSupervisor supervisor = null;
            try {
                Snapshot snapshot = server.snapshots().anew(name);
                View.Overview overview = snapshot.overview();
                if (overview.complete()) {
                    callbacks.runNow(name);
                }
                if (overview.complete() && named.isEmpty() && !ended.hasElements(name)) {
                    continue;
                }
                seen++;
                supervisor = supervisor(snapshot.campaign());
                List<CampaignSupervisor.ClusterRound> rounds = supervisor.roundNow(overview);
                rounds.forEach(each -> log.round(name, each.cluster(), each.round()));
                if (rounds.size() == 1 && rounds.get(0).round().notes().isEmpty()) {
                    log.nothing(name);
                }
            } catch (Problem | LostCampaignException e) {
                log.failed(e);
            } finally {
                if (supervisor != null) {
                    supervisor.detach();
                }
            }
        }
        return seen;
    }
}
