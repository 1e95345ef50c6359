package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.testkit.ClusterSite;
import org.musterhpc.testkit.RedisServer;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A node of a Redis Cluster is killed, and its replica takes its slots over. */
class ClusterFailoverIT {
    private static final String S = "match";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void campaignGoesOnAtTheReplicaOfItsNode(boolean encrypted) {
        try (ClusterSite site = encrypted ? ClusterSite.encrypted() : ClusterSite.start()) {
            RedisServer node = site.nodes().get(JedisClusterCRC16.getSlot("failing") * 3 / 16_384);
            RedisServer replica = site.addReplica(node);
            RedisAddress address = new RedisAddress(
                    site.url(),
                    null,
                    null,
                    encrypted ? site.authority().toString() : null,
                    RedisAddress.DEFAULT_PREFIX);
            try (Rig rig = new Rig(address, "failing", Rig.stage(S))) {
                rig.push(S, 1, 20);
                WorkQueue agent = rig.agent("a");
                List<Lease> leases = Rig.claim(agent, S, 10);
                await().until(() -> node.ask("INFO replication").contains("lag=0")
                        && offset(node, "master_repl_offset").equals(offset(replica, "slave_repl_offset")));
                node.kill9();
                // ALREADY: where they were accepted, and that answer did not come.
                await().ignoreExceptions()
                        .until(() -> List.of(Report.Answer.ACCEPTED, Report.Answer.ALREADY)
                                .containsAll(agent.exchange(
                                                leases.stream()
                                                        .<Report>map(rig::finish)
                                                        .toList(),
                                                List.of())
                                        .answers()));
                await().ignoreExceptions().until(() -> rig.count(S, State.DONE) == 10);
                assertThat(replica.ask("INFO replication")).contains("role:master");
                assertThat(Rig.claim(agent, S, 10)).hasSize(10);
            }
        }
    }

    private static String offset(RedisServer server, String field) {
        return server.ask("INFO replication")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .findFirst()
                .orElse("none")
                .replaceFirst(".*:", "");
    }
}
