package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Growth;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.connect.Connector;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerFacts;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.script.ScriptTime;
import org.musterhpc.queue.redis.work.RedisWorkQueue;
import org.musterhpc.queue.sign.SigningKey;

/** A connection to Redis, and the seams of the queue over it. Safe for use by several threads. */
public final class Queues implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final Duration PATIENCE = Duration.ofMillis(Connector.CONNECT_MS);
    private static final Duration NO_GRACE = Duration.ZERO;

    private final RedisAddress address;
    private final ScriptTime clock;
    private final Map<Script, Script.Text> scripts;
    private final ScriptRunner runner;
    private final CampaignReader campaigns;

    private Queues(RedisAddress address, ScriptTime clock, Map<Script, Script.Text> scripts) {
        this.address = address;
        this.clock = clock;
        this.scripts = scripts;
        this.runner = ScriptRunner.open(address, CONNECTIONS, clock, scripts);
        this.campaigns = new CampaignReader(runner, address.prefix());
    }

    /**
     * Connects and makes sure of an answer.
     *
     * @throws QueueUnavailableException where nobody answers in time, or we are refused
     */
    public static Queues connect(RedisAddress address) {
        return connect(address, () -> "", Script.texts());
    }

    /**
     * As {@link #connect(RedisAddress)}, but scripts are told the time (milliseconds), for tests that drive it by hand, and
     * may be others, for tests that make sure that a fault in them is found.
     */
    static Queues connect(RedisAddress address, ScriptTime clock, Map<Script, Script.Text> scripts) {
        Queues queues = new Queues(address, clock, scripts);
        try {
            queues.runner.loadScripts();
        } catch (QueueUnavailableException e) {
            queues.close();
            throw e;
        }
        return queues;
    }

    public Intake intake() {
        return new RedisIntake(runner, campaigns);
    }

    public Growth growth() {
        return new RedisGrowth(runner, campaigns);
    }

    public Recovery recovery() {
        return new RedisRecovery(runner, campaigns);
    }

    public Control control() {
        return new RedisControl(runner, campaigns);
    }

    public Ledger ledger() {
        return new RedisLedger(runner, address.prefix());
    }

    public View view() {
        return new RedisView(runner, campaigns);
    }

    /**
     * A process that is told of tasks that ended.
     *
     * @param process another name than any other process of a watcher has
     * @param gone whether such a process is surely not there any more, by its name: what it held is taken over at once
     * @throws IllegalArgumentException where there is no such campaign, or no such stage
     */
    public Watcher watcher(String campaign, Watcher.Choice choice, String process, Predicate<String> gone) {
        CampaignReader.Known known = campaigns.existing(campaign);
        choice.stages().forEach(known.campaign()::stage);
        return new RedisWatcher(runner, known, choice, process, gone);
    }

    /** A pool, by its name in {@code muster.yml}; on connections of its own. */
    public Pool pool(String name) {
        return new RedisPool(
                ScriptRunner.open(address, 2, clock, scripts),
                ScriptRunner.listening(address, clock, scripts),
                address.prefix(),
                name);
    }

    /** What each server says of itself, for whoever judges whether it is fit. */
    public List<ServerFacts> servers() {
        return ServerFacts.of(address, PATIENCE, InstantSource.system());
    }

    /**
     * The agent's side of one campaign, on connections of its own.
     *
     * @param grace how long after a task's deadline a living agent may take to report before anybody else calls the task
     *     lapsed: the time to kill it, and the time that it may have waited in the agent
     * @param key signs the tasks that results of others bring along; null where nothing of the campaign is signed
     * @throws IllegalArgumentException where there is no such campaign
     */
    public WorkQueue work(String campaign, WorkQueue.AgentInfo agent, Duration grace, @Nullable SigningKey key) {
        return open(campaign, agent, grace, key);
    }

    /** The same of a campaign of which nothing is signed. */
    public WorkQueue work(String campaign, WorkQueue.AgentInfo agent, Duration grace) {
        return open(campaign, agent, grace, null);
    }

    /** For whoever only sweeps: claims nothing, sends no heartbeat. */
    public WorkQueue work(String campaign) {
        return open(campaign, null, NO_GRACE, null);
    }

    private WorkQueue open(
            String campaign, WorkQueue.@Nullable AgentInfo agent, Duration grace, @Nullable SigningKey key) {
        // One connection for each exchange that may be under way, opened when it first is, and one for heartbeats,
        // which must
        // not wait behind them.
        ScriptRunner own = ScriptRunner.open(address, Lane.values().length + 1, clock, scripts);
        ScriptRunner listening = ScriptRunner.listening(address, clock, scripts);
        try {
            CampaignReader.Known known = new CampaignReader(own, address.prefix()).existing(campaign);
            return new RedisWorkQueue(own, listening, known, agent, grace, key);
        } catch (RuntimeException e) {
            listening.close();
            own.close();
            throw e;
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
