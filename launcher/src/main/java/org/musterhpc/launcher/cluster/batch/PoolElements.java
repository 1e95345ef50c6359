package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.Deployment;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.cluster.batch.submission.ElementSizing;
import org.musterhpc.launcher.cluster.batch.submission.OversizedTasks;
import org.musterhpc.launcher.cluster.batch.submission.PoolDeployer;
import org.musterhpc.launcher.cluster.pool.KeptOrder;
import org.musterhpc.launcher.cluster.pool.PoolOwner;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.PoolKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord.ElementSize;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** What an element of a pool is: as large as the largest stage of the campaigns that have work. */
public final class PoolElements {
    private final Site site;
    private final QueueServer server;
    private final PoolKey key;
    private final PoolDeployer deployer;
    private final AgentSpec spec;
    private @Nullable Deployment deployment;
    private @Nullable ElementPlan last;
    private List<Stage> stages = List.of();

    public PoolElements(Site site, QueueServer server, PoolKey key, PoolDeployer deployer) {
        this.site = site;
        this.server = server;
        this.key = key;
        this.deployer = deployer;
        this.spec = server.spec(site.name(), null);
    }

    /**
     * @param slots of one agent
     * @param queued elements that the site lets the user have; null: not known
     */
    record Size(int slots, Duration walltime, @Nullable Integer queued) {
        /** Where nothing can grow, nobody is asked. */
        static final Size UNASKED = new Size(1, Duration.ofHours(1), null);
    }

    AgentSpec spec() {
        return spec;
    }

    String owner() {
        return PoolOwner.of(deployer.home());
    }

    /** What was ordered; also where Redis lost that. */
    Pool.@Nullable Order order(Pool pool) {
        return new KeptOrder(deployer.home(), site.name(), server.address()).of(pool);
    }

    /** For tasks of these stages. */
    ElementPlan plan(List<Stage> wanted) {
        ElementPlan known = last;
        if (known == null || !stages.equals(wanted)) {
            known = new ElementPlan(site, spec, words(), wanted, this::deployment);
            last = known;
            stages = List.copyOf(wanted);
        }
        return known;
    }

    /** How long an agent stays without work. */
    Duration idle() {
        ClusterSettings.Pool pool = site.settings().pool();
        ClusterSettings.Scaling scaling = pool == null ? null : pool.scaling();
        return scaling == null ? ClusterSettings.Scaling.IDLE : scaling.idle();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(List.of("--pool", site.name(), "--idle", idle().toMillis() + "ms"));
        words.addAll(spec.manner());
        return words;
    }

    /**
     * @param now Redis' time
     * @throws Problem where the cluster gives less than the stages need, or does not say what it allows
     */
    Size size(List<Stage> wanted, Instant now) {
        ElementPlan plan = plan(wanted);
        ElementSize size = plan.size(ElementSizing.Grown.NOTHING, false, now);
        Duration walltime = size.walltime();
        return new Size(
                spec.slots().equals("auto") ? size.cpus() : Integer.parseInt(spec.slots()),
                walltime == null ? Size.UNASKED.walltime() : walltime,
                plan.capacity(size, now).queued());
    }

    /**
     * What elements are to have beyond their stages, for tasks that ran out of time or memory; nothing where the cluster does
     * not give that: the others must not wait for it.
     *
     * @param campaigns the tallies of the stages of each that has something to do
     */
    ElementSizing.Grown grown(List<Stage> wanted, Map<String, Map<String, Tally>> campaigns, Instant now) {
        ElementSizing.Grown grown = OversizedTasks.most(server.view(), campaigns);
        try {
            ElementSize unused = plan(wanted).size(grown, false, now); // says where it cannot be had
            return grown;
        } catch (Problem e) {
            System.getLogger(PoolElements.class.getName())
                    .log(System.Logger.Level.DEBUG, "tasks that have grown get no larger element", e);
            return ElementSizing.Grown.NOTHING;
        }
    }

    /** Where to look when agents only ever fail. */
    String lastWords() {
        return plan(stages).lastWords();
    }

    private synchronized Deployment deployment() throws NoAnswer, NotSent, Refused {
        Deployment known = deployment;
        if (known == null) {
            RedisAddress redis = server.elsewhere();
            SigningKey kept = key.kept();
            if (redis == null || kept == null) {
                throw redis == null
                        ? unreachable(site.name())
                        : Problem.usage(
                                "there is no key of pool " + site.name() + " at " + key.file(),
                                "muster pool start " + site.name() + " makes one");
            }
            known = deployer.deploy(redis, kept);
            deployment = known;
        }
        return known;
    }

    /** Agents on a cluster need a server that they can reach. */
    static Problem unreachable(String cluster) {
        return Problem.usage(
                "agents on cluster " + cluster
                        + " cannot reach the Redis that Muster starts: it listens on this machine alone",
                "let it listen where the nodes reach this machine: redis: {listen: ADDRESS} in muster.yml; or name"
                        + " another: redis: {url: …}");
    }
}
