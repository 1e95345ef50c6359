package org.musterhpc.launcher.cluster.batch;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.Deployer;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** A scheduler: agents run in the elements of its arrays. */
public final class ArrayCluster implements Cluster {
    private final Site site;
    private final QueueServer server;
    private final MusterHome home;
    private final Notes notes;
    private final Time time;

    public ArrayCluster(Site site, QueueServer server, MusterHome home, Notes notes, Time time) {
        this.site = site;
        this.server = server;
        this.home = home;
        this.notes = notes;
        this.time = time;
    }

    @Override
    public String name() {
        return site.name();
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public void check(Campaign campaign) {
        if (server.elsewhere() == null) {
            throw PoolElements.unreachable(site.name());
        }
        Notes.Open told = notes.during("looking over cluster " + site.name());
        try {
            // The campaign need not be in Redis yet.
            plan(campaign, CampaignKey.kept(home, campaign.name()))
                    .check(server.view().now());
        } finally {
            told.close();
        }
    }

    private ElementPlan plan(Campaign campaign, @Nullable SigningKey key) {
        AgentSpec spec = server.spec(campaign.name(), key);
        Deployer deployer = new Deployer(site, home, notes, time);
        return new ElementPlan(site, spec, campaign.stages(), () -> deployer.deploy(campaign, redis(spec), key));
    }

    private RedisAddress redis(AgentSpec spec) {
        RedisAddress elsewhere = server.elsewhere();
        return elsewhere == null ? spec.redis() : elsewhere;
    }

    @Override
    public Fleet open(Campaign campaign, SigningKey key, Map<String, Long> tasks) {
        Map<String, Long> first = new HashMap<>(tasks);
        for (Stage stage : campaign.stages()) {
            if (stage.after() != null) {
                first.remove(stage.name());
            }
        }
        ArrayFleet fleet = fleet(campaign, key, first);
        fleet.submit();
        return fleet;
    }

    @Override
    public Fleet attach(Campaign campaign, @Nullable SigningKey key) {
        return fleet(campaign, key, Map.of());
    }

    private ArrayFleet fleet(Campaign campaign, @Nullable SigningKey key, Map<String, Long> tasks) {
        CampaignArrays arrays = new CampaignArrays(campaign.name(), site.name(), server);
        CurrentPlan plans = new CurrentPlan(campaign, key, arrays::definition, now -> plan(now, key));
        return new ArrayFleet(site, arrays, plans, tasks, notes, time);
    }
}
