package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;

/** The records of one campaign's arrays, or a pool's, on one cluster, and the watch over them. They are in Redis: any program can go on where another ended. */
public final class CampaignArrays {
    /** So long after a watcher was last heard of, another program takes the watch over. */
    static final Duration TERM = Duration.ofSeconds(30);

    /** No campaign's name has a colon. */
    private static final String POOL = "pool:";

    private final String campaign;
    private final String cluster;
    private final String watcher;
    private final Ledger ledger;
    private final View view;
    private final Snapshots snapshots;
    private final ArrayAgents agents;

    public CampaignArrays(String campaign, String cluster, QueueServer server) {
        this(campaign, cluster, server, new CampaignAgents(campaign, cluster, server));
    }

    private CampaignArrays(String campaign, String cluster, QueueServer server, ArrayAgents agents) {
        this.agents = agents;
        this.campaign = campaign;
        this.cluster = cluster;
        this.watcher = server.program();
        this.ledger = server.ledger();
        this.view = server.view();
        this.snapshots = server.snapshots();
    }

    /** Those of a pool, which the cluster is. */
    public static CampaignArrays ofPool(Pool pool, QueueServer server) {
        return new CampaignArrays(POOL + pool.name(), pool.name(), server, new PoolAgents(pool, server));
    }

    public String campaign() {
        return campaign;
    }

    /** The same in a name that schedulers take. */
    public String label() {
        return campaign.replace(':', '-');
    }

    /** For taking leases back. */
    ArrayAgents holders() {
        return agents;
    }

    public View view() {
        return view;
    }

    /** As it is now. */
    public View.Overview overview() {
        return snapshots.anew(campaign).overview();
    }

    /** How it was defined less than a second ago: that look serves whoever follows it, too. */
    public Campaign definition() {
        return snapshots.of(campaign).campaign();
    }

    /** See {@link Snapshots#goesOn}. */
    public boolean goesOn() {
        return snapshots.goesOn(campaign);
    }

    /** Null: the campaign was never sent to this cluster. */
    @Nullable
    public Goal goal() {
        return ledger.goals(campaign).get(cluster);
    }

    public void goal(Goal goal) {
        ledger.goal(campaign, cluster, goal);
    }

    /** All that the campaign has had, on any cluster, oldest first. */
    public List<ArrayRecord> all() {
        return ledger.arrays(campaign);
    }

    /** Those here that may still have elements. */
    public List<ArrayRecord> live() {
        return here(campaign).filter(ArrayRecord::live).toList();
    }

    /** Those here that the scheduler has. */
    public List<ArrayRecord> submitted() {
        return submitted(campaign);
    }

    /** The same of any campaign. */
    List<ArrayRecord> submitted(String any) {
        return here(any).filter(array -> array.state() == State.SUBMITTED).toList();
    }

    private Stream<ArrayRecord> here(String any) {
        return ledger.arrays(any).stream().filter(array -> array.cluster().equals(cluster));
    }

    /** Of all campaigns, so that one question to the scheduler serves all of them. */
    public List<String> jobs() {
        return Stream.concat(view.campaigns().stream(), Stream.of(POOL + cluster))
                .flatMap(any -> submitted(any).stream())
                .map(ArrayRecord::job)
                .distinct()
                .sorted()
                .toList();
    }

    /** Agents of the campaign on this cluster. */
    public List<View.AgentView> agents() {
        return agents.agents();
    }

    /**
     * Records that an array is about to be submitted.
     *
     * @param open how long the submission may take before others may call it lost
     * @return false where another program has the watch, or the campaign is gone: nothing may be sent
     */
    public boolean intend(ArrayRecord array, Duration open) {
        return ledger.intend(campaign, watcher, array, open);
    }

    /** Replaces a record, unless it is not in the state any more. */
    public void settle(State from, ArrayRecord array) {
        settle(campaign, from, array);
    }

    /** The same of any campaign. */
    void settle(String any, State from, ArrayRecord array) {
        ledger.settle(any, from, array, Duration.ZERO);
    }

    /** Nobody may call the submission lost for so long from now. */
    public void keepOpen(ArrayRecord intent, Duration open) {
        ledger.settle(campaign, State.INTENT, intent, open);
    }

    public void forget(List<String> names) {
        ledger.forget(campaign, names);
    }

    /** Takes the watch, or prolongs it. Returns whether this program has it. */
    public boolean watch() {
        return ledger.watch(campaign, cluster, watcher, TERM);
    }

    /** Leaves the watch to others, and lets the connection go. */
    public void close() {
        ledger.unwatch(campaign, cluster, watcher);
        agents.close();
    }
}
