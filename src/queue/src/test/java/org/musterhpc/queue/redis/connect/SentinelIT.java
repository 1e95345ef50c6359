package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.SentinelSite;

/** A failover that a person orders: the former primary lives on as a replica, and nobody must go on talking to it. */
class SentinelIT {
    private static final String PASSWORD = "s3cret";
    private static final String S = "match";

    /** Encrypted, the Sentinels ask for a password, too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everybodyFollowsToTheNewPrimary(boolean encrypted) {
        try (SentinelSite site = encrypted ? SentinelSite.encrypted(PASSWORD) : SentinelSite.start(PASSWORD);
                Rig rig = new Rig(
                        new RedisAddress(
                                site.url(),
                                null,
                                PASSWORD,
                                encrypted ? site.authority().toString() : null,
                                RedisAddress.DEFAULT_PREFIX),
                        "planned",
                        Rig.stage(S))) {
            rig.push(S, 1, 20);
            WorkQueue agent = rig.agent("a");
            List<Lease> leases = Rig.claim(agent, S, 10);
            await().until(() -> site.replica()
                    .ask("AUTH " + PASSWORD, "HLEN muster:{planned}:match:working")
                    .equals("10"));
            site.failOver();
            await().ignoreExceptions().until(() -> {
                agent.exchange(leases.stream().<Report>map(rig::finish).toList(), List.of());
                return site.replica()
                        .ask("AUTH " + PASSWORD, "HGET muster:{planned}:match:counts out:OK")
                        .equals("10");
            });
            // Until Sentinels have seen the promotion, the former primary takes writes that will be lost.
            await().ignoreExceptions()
                    .until(() -> rig.queues.servers().get(0).at().url().equals(site.replicaUrl())
                            && site.primary()
                                    .ask("AUTH " + PASSWORD, "INFO replication")
                                    .contains("role:slave"));
            await().ignoreExceptions().until(() -> Rig.claim(agent, S, 10).size() == 10);
            // A connection that was idle is found dead once.
            await().ignoreExceptions().until(() -> rig.count(S, State.DONE) == 10);
            assertThat(rig.count(S, State.WORKING)).isEqualTo(10);
            assertThat(site.replica().ask("AUTH " + PASSWORD, "HLEN muster:{planned}:match:working"))
                    .isEqualTo("10");
        }
    }

    @Test
    void sentinelsWithAnotherPasswordAreSaid() {
        try (RedisServer other = RedisServer.start("requirepass other")) {
            String url = other.url().replace("redis:", "redis-sentinel:") + "/0#some";
            RedisAddress address = new RedisAddress(url, null, PASSWORD, null, RedisAddress.DEFAULT_PREFIX);
            assertThatThrownBy(() -> Queues.connect(address))
                    .isInstanceOfSatisfying(QueueUnavailableException.class, e -> {
                        assertThat(e).hasMessageContaining("the Sentinels of Redis at redis-sentinel://", "WRONGPASS");
                        assertThat(e.advice()).contains("the same as Redis");
                    });
        }
    }
}
