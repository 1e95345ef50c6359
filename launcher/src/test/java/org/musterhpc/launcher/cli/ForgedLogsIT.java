package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** Whoever can write to Redis says where outputs are: none is shown that is not among the campaign's logs. */
class ForgedLogsIT {
    private static final String SECRET = "a secret of the owner";

    @TempDir
    Path folder;

    @Test
    void strangersFilesAreNotShownAndTrueOutputsAre() throws Exception {
        Path home = folder.resolve("home");
        Path logs = Files.createDirectories(home.resolve("campaigns/forged/logs/a1"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path secret = Files.writeString(folder.resolve("secret"), SECRET);
        Files.createSymbolicLink(logs.resolve("link"), secret);
        Path evil = Files.createDirectories(folder.resolve("evil"));
        Files.writeString(
                evil.resolve("index.jsonl"),
                "{\"id\":\"main/000007\",\"attempt\":1,\"file\":\"../secret\",\"offset\":0,\"length\":21}\n");
        String printed = "hi\u001b[2J\r\nyou\r";
        Path log = Files.writeString(logs.resolve("slot-0.log"), printed);
        List<String> forged =
                List.of(secret.toString(), logs + "/../../../../../secret", logs + "/link", "/dev/zero", "/etc/passwd");
        try (RedisServer redis = RedisServer.start("appendonly yes")) {
            Desk desk = new Desk(home).at(redis.url());
            Path file = Files.writeString(folder.resolve("forged.yml"), "command: 'true'\ntasks: {range: 1-7}\n");
            assertThat(desk.types("submit", file.toString(), "--stage-only")).isZero();
            RedisAddress address = new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
            String agent = "../../../../evil";
            WorkQueue.AgentInfo info = new WorkQueue.AgentInfo(agent, "local", "h", 1, "", 1, Duration.ofMinutes(9));
            try (Queues queues = Queues.connect(address);
                    WorkQueue work = queues.work("forged", info, Duration.ZERO)) {
                work.beat(info, List.of());
                List<Lease> leases = work.exchange(List.of(), List.of(new WorkQueue.Want("main", 7)))
                        .leases();
                List<Report> reports = new ArrayList<>();
                reports.add(done(leases.get(0), log.toString(), Long.MAX_VALUE - 1));
                for (int i = 0; i < forged.size(); i++) {
                    reports.add(done(leases.get(i + 1), forged.get(i), 22));
                }
                work.exchange(reports, List.of());
            }
            for (int n = 2; n <= 7; n++) {
                desk.types("logs", "forged", "main/00000" + n);
                assertThat(desk.out()).as("task " + n).isEmpty();
                assertThat(desk.err())
                        .as("task " + n)
                        .doesNotContain("unexpected")
                        .isNotEmpty();
            }
            assertThat(desk.types("logs", "forged")).isEqualTo(1);
            assertThat(desk.out()).isEqualTo(printed);
            assertThat(desk.err()).hasLineCount(forged.size()).contains("main/000002: " + secret + " is not among");
            desk.seeing(new TextStyle(80, false, true, true));
            assertThat(desk.types("logs", "forged", "main/000001")).isZero();
            assertThat(desk.out()).isEqualTo("hi^[[2J\nyou^M");
        }
    }

    private static Report done(Lease lease, String file, long length) {
        Attempt attempt = new Attempt(
                1,
                lease.token(),
                Outcome.OK,
                Attempt.Detail.NONE,
                new Attempt.Place("a1", "h", "local", null),
                lease.claimed(),
                lease.claimed(),
                Attempt.Usage.UNKNOWN,
                null,
                new Attempt.LogRef(file, 0, length));
        return new Report.Finish(lease, new Ending("main", State.DONE, lease.message(), attempt));
    }
}
