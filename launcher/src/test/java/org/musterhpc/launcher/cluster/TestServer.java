package org.musterhpc.launcher.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * A server as a program of tests knows it.
 *
 * @param queues null: for fleets that never ask
 * @param program its name
 * @param logs folder for agents' output
 */
public record TestServer(@Nullable Queues queues, RedisAddress address, String program, Path logs)
        implements QueueServer {

    @Override
    public View view() {
        return open().view();
    }

    @Override
    public Snapshots snapshots() {
        return new Snapshots(view(), this::ledger);
    }

    @Override
    public Ledger ledger() {
        return open().ledger();
    }

    @Override
    public Control control() {
        return open().control();
    }

    @Override
    public Pool pool(String name) {
        return open().pool(name);
    }

    @Override
    public WorkQueue work(String campaign) {
        return open().work(campaign);
    }

    private Queues open() {
        if (queues == null) {
            throw new AssertionError("this fleet asks no queue");
        }
        return queues;
    }

    @Override
    public AgentSpec spec(String campaign, @Nullable SigningKey key) {
        return new AgentSpec(
                campaign,
                address,
                key,
                logs,
                "3",
                Duration.ofMillis(1500),
                new AgentSpec.Timing(
                        Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofHours(1)),
                Map.of());
    }

    @Override
    public RedisAddress elsewhere() {
        return address;
    }
}
