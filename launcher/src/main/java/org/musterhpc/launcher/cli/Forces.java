package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.ArrayForce;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.follow.Drain;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.launcher.follow.Reconciler;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** A campaign's agents on all clusters that it runs on. */
record Forces(List<? extends Force> all) implements Drain {

    /**
     * Starts agents on the cluster that is named, and looks after those on every other that the campaign was sent to
     * before. Where none is named and it was sent nowhere, on this machine.
     *
     * @param tasks how many tasks each stage will have, where they are still to be sent
     */
    static Forces hire(Session session, String campaign, Map<String, Long> tasks, @Nullable String named) {
        Campaign known = session.view()
                .campaign(campaign)
                .orElseThrow(() -> Problem.failed(
                        "campaign " + campaign + " is not there any more", "somebody has removed it meanwhile"));
        List<Force> forces = new ArrayList<>();
        for (String cluster : clusters(session, campaign, named)) {
            if (!session.setup().knows(cluster) && !cluster.equals(named)) {
                session.note(campaign + " has agents on cluster " + cluster + ", which muster.yml does not have: "
                        + "nobody looks after them from here");
                continue;
            }
            forces.add(session.employer(cluster).hire(known, tasks, null));
        }
        return new Forces(List.copyOf(forces));
    }

    private static Set<String> clusters(Session session, String campaign, @Nullable String named) {
        Set<String> sentTo = session.link().ledger().goals(campaign).keySet();
        Set<String> clusters = new LinkedHashSet<>();
        if (named != null || sentTo.isEmpty()) {
            clusters.add(session.setup().cluster(named).name());
        }
        clusters.addAll(sentTo);
        return clusters;
    }

    /**
     * Those on schedulers alone, for whoever watches and starts nothing here.
     *
     * @param key without it arrays can be looked at and cancelled, but none submitted
     * @param without clusters that are watched already
     */
    static List<ArrayForce> watch(Session session, Campaign campaign, @Nullable SigningKey key, Set<String> without) {
        List<ArrayForce> forces = new ArrayList<>();
        for (String cluster : session.link().ledger().goals(campaign.name()).keySet()) {
            ClusterSettings.Batch batch = session.setup().batch(cluster);
            if (batch != null && !without.contains(cluster)) {
                forces.add(new ArrayEmployer(session, session.sites().site(batch)).watch(campaign, key));
            }
        }
        return forces;
    }

    List<Reconciler> cares() {
        return all.stream().<Reconciler>map(Force::care).toList();
    }

    int agents() {
        return all.stream().mapToInt(Force::agents).sum();
    }

    /** Where they are, where that is not this machine. */
    String where() {
        return all.stream().map(Force::where).filter(where -> !where.isEmpty()).collect(Collectors.joining(" and"));
    }

    void leave() {
        all.forEach(Force::leave);
    }

    void finished() {
        all.forEach(Force::finished);
    }

    @Override
    public List<String> drain() {
        return all.stream().flatMap(force -> force.drain().stream()).toList();
    }

    @Override
    public boolean drained() {
        boolean drained = true;
        for (Force force : all) {
            drained &= force.drained(); // each is asked: it tells its agents again
        }
        return drained;
    }

    int abandon() {
        return all.stream().mapToInt(Force::abandon).sum();
    }

    List<String> interrupted(Duration grace) {
        return all.stream().flatMap(force -> force.interrupted(grace).stream()).toList();
    }
}
