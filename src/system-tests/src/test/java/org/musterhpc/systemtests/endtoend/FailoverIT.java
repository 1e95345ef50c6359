package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.SentinelSite;

/** {@code kill -9} of the primary in the middle of a run: real Sentinels make its replica the primary, and the run goes on. */
class FailoverIT {
    private static final String PASSWORD = "s3cret";

    @Test
    void runGoesOnAtTheNewPrimaryAndEveryTaskIsAccountedFor() throws Exception {
        try (SentinelSite site = SentinelSite.encrypted(PASSWORD, "appendonly yes");
                Muster muster = new Muster()) {
            Files.setPosixFilePermissions(
                    muster.write("redis.pw", PASSWORD + "\n"), PosixFilePermissions.fromString("rw-------"));
            muster.write("muster.yml", """
                    redis: {url: "%s", password_file: redis.pw, ca: "%s"}
                    heartbeat: {interval: 500ms, lease: 60s}
                    agent: {slots: 4}
                    clusters: {local: {type: local, agents: 2}}
                    """.formatted(site.url(), site.authority()));
            muster.write("over.yml", """
                    stages:
                      first:
                        command: echo {{n}} >> ran.log; [ {{n}} -lt 100 ] || until [ -e go ]; do sleep 0.1; done
                        tasks: {range: 1-300}
                        walltime: 1m
                      second:
                        after: {stage: first, all: true}
                        command: "true"
                        tasks: {range: 1-10}
                        walltime: 1m
                    """);
            Process run = muster.start("run", "over.yml");
            await().until(() ->
                    KilledAgentIT.lines(muster.folder.resolve("ran.log")).size() > 40);
            for (RedisServer sentinel : site.sentinels()) {
                // Asked and left again: a thousand agents must not be a thousand clients there.
                await().until(() -> !site.askSentinel(sentinel, "CLIENT LIST").contains("name=muster"));
            }
            site.primary().kill9();
            muster.write("go", "");
            assertThat(run.waitFor()).isZero();

            assertThat(site.replica().ask("AUTH " + PASSWORD, "INFO replication"))
                    .contains("role:master");
            Ended rollcall = muster.run("rollcall", "over", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out() + rollcall.err()).isZero();
            List<JsonNode> results = muster.run("results", "over", "--json").jsonLines();
            assertThat(results)
                    .hasSize(310)
                    .allMatch(result -> result.path("state").asText().equals("DONE"));
        }
    }

    @Test
    void sentinelsThatKnowNoSuchPrimaryAreSaid() {
        try (SentinelSite site = SentinelSite.start(PASSWORD, "appendonly yes");
                Muster muster = new Muster()) {
            Ended ended = muster.run("status", "--redis", site.url().replace("#", "#other-"));
            assertThat(ended.exit()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("knows no primary named 'other-muster-test'")
                    .hasLineCount(2);
        }
    }
}
