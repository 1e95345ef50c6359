package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.testkit.RedisServer;

/**
 * Redis is away for two leases while all tasks run, and none of them is taken from its agent afterwards: nobody could
 * prolong a lease meanwhile.
 */
class RedisAwayIT {
    private static final Duration AWAY = Duration.ofSeconds(21);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingRunsAgainBecauseRedisWasAway(boolean killed) throws Exception {
        try (RedisServer redis = RedisServer.start("appendonly yes");
                Muster muster = new Muster()) {
            muster.write("muster.yml", """
                    redis: {url: "%s"}
                    heartbeat: {interval: 500ms, lease: 15s}
                    agent: {slots: 3}
                    clusters: {local: {type: local, agents: 2}}
                    """.formatted(redis.url()));
            muster.write("away.yml", """
                    command: "until test -e go; do sleep 0.2; done"
                    tasks: {range: 1-6}
                    walltime: 30m
                    """);
            Muster.Running run = muster.begin("run", "away.yml");
            await().until(() -> running(muster) == 6);
            Consumer<RedisServer> leave = killed ? RedisServer::kill9 : RedisServer::pause;
            Consumer<RedisServer> comeBack = killed ? RedisServer::restart : RedisServer::resume;
            leave.accept(redis);
            Instant back = Instant.now().plus(AWAY);
            await().until(() -> Instant.now().isAfter(back));
            comeBack.accept(redis);
            await().until(() -> running(muster) == 6);
            muster.write("go", "");

            Muster.Ended ended = run.end();
            assertThat(ended.exit()).as(ended.err()).isZero();
            List<JsonNode> results = muster.run("results", "away", "--json").jsonLines();
            assertThat(results)
                    .hasSize(6)
                    .allMatch(result -> result.path("attempt").asInt() == 1);
        }
    }

    private static long running(Muster muster) {
        Muster.Ended agents = muster.run("agents", "away", "--json");
        return agents.exit() != 0
                ? 0
                : agents.jsonLines().stream()
                        .mapToLong(agent -> agent.path("running").asLong())
                        .sum();
    }
}
