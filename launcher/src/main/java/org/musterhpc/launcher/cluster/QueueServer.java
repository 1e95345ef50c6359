package org.musterhpc.launcher.cluster;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** The queues, as whoever runs agents needs them. They are connected to, and a server of ours is started, when first asked for. */
public interface QueueServer {

    View view();

    /** How campaigns stand, looked at once a second for all of the program. */
    Snapshots snapshots();

    Ledger ledger();

    Control control();

    /** A pool, by its name in {@code muster.yml}; the caller closes it. */
    Pool pool(String name);

    /** For taking leases back; the caller closes it. */
    WorkQueue work(String campaign);

    /** Names this program; unique among all that look after agents. */
    String program();

    /** What the campaign's agents are told, wherever they run. */
    AgentSpec spec(String campaign, @Nullable SigningKey key);

    /** Where this program reaches the server. */
    RedisAddress address();

    /** Where agents on other machines reach the server; null: they do not. */
    @Nullable
    RedisAddress elsewhere();
}
