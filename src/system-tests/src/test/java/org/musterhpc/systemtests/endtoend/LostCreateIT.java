package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.RedisServer;
import org.musterhpc.testkit.TcpProxy;

/**
 * Redis makes a campaign, and its answer never arrives. Asked again it says that the campaign is there: then the key that
 * it was signed with must still be here, or nothing of it could ever run.
 */
class LostCreateIT {
    private static final String FILE = """
            command: echo {{name}} >> %s
            tasks: {list: [one, two, three], as: name}
            walltime: 5m
            """;

    @Test
    void campaignWhoseMakingWasNotHeardOfRuns() throws IOException {
        try (RedisServer redis = RedisServer.start("appendonly yes");
                TcpProxy network = new TcpProxy(redis.port());
                Muster muster = new Muster()) {
            muster.write(
                    "muster.yml",
                    "redis: {url: \"redis://127.0.0.1:" + network.port() + "\"}\nagent: {slots: 2, linger: 1s}\n");
            // The server knows the scripts from here on: what is sent once is done at once.
            muster.write("before.yml", FILE.formatted("before.log"));
            Ended before = muster.run("submit", "before.yml", "--stage-only");
            assertThat(before.exit()).as(before.err()).isZero();
            muster.write("kept.yml", FILE.formatted("kept.log"));
            network.loseAnswerTo(">> kept.log");
            Ended run = muster.run("run", "kept.yml");
            assertThat(network.hasLostIt()).isTrue();
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(Files.readAllLines(muster.folder.resolve("kept.log")))
                    .containsExactlyInAnyOrder("one", "two", "three");
            Ended rollcall = muster.run("rollcall", "kept", "--deep");
            assertThat(rollcall.exit()).as(rollcall.out()).isZero();
        }
    }
}
