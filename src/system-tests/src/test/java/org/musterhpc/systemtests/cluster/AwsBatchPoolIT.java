package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.LiveTree;
import org.musterhpc.testkit.RedisServer;

/** A pool in containers of AWS Batch, by {@code cluster/fake-aws}: each is a process that is given what a container gets. */
class AwsBatchPoolIT {
    private static final String PASSWORD = "nobody-shall-see-this";

    @TempDir
    private Path folder;

    /** The answer to the first submission is lost; there is one array for it all the same. */
    @Test
    void growsByBacklogWithTheSecretAloneAndLeavesWhenIdle() throws IOException {
        Path aws = Files.createDirectories(folder.resolve("aws")).toRealPath();
        Path remote = aws.resolve("remote");
        try (RedisServer redis = RedisServer.start("appendonly yes", "requirepass " + PASSWORD);
                Muster muster = muster(redis, aws, remote)) {
            String started = muster.good("pool", "start", "batch").err();
            assertThat(started).contains("MUSTER_CONNECTION", remote.toString()).doesNotContain(PASSWORD);
            try {
                Path secret = onlyConnection(remote);
                Files.copy(secret, aws.resolve("secret"));
                Files.createFile(aws.resolve("lose-id"));
                Path campaign = Files.writeString(folder.resolve("c.yml"), """
                        command: "env > %1$s/env-{{n}}; while [ ! -e %1$s/go ]; do sleep 0.1; done"
                        walltime: 8m
                        tasks: {range: 1-8}
                        """.formatted(aws));
                muster.good("submit", campaign.toString(), "--cluster", "batch");
                await().until(() -> count(aws, "env-") == 3);
                Files.createFile(aws.resolve("go"));
                muster.good("wait", "c");
                assertThat(Files.exists(aws.resolve("lose-id"))).isFalse();
                await().until(() -> status(muster).path("agents").asInt() == 0);
            } finally {
                muster.good("pool", "stop", "batch", "--now");
            }
            String calls = Files.readString(aws.resolve("calls"));
            List<String> names = calls.lines()
                    .filter(call -> call.startsWith("batch submit-job"))
                    .map(call -> call.replaceFirst(".*--job-name (\\S+).*", "$1"))
                    .toList();
            assertThat(names).isNotEmpty().doesNotHaveDuplicates();
            assertThat(count(aws, "pid-"))
                    .as("children of all jobs: none twice")
                    .isEqualTo(3);
            assertThat(calls)
                    .contains("filters name=JOB_NAME,values=" + names.get(0))
                    .doesNotContain(PASSWORD);
            assertThat(everything(aws.resolve("jobs"), "log-")).doesNotContain(PASSWORD);
            assertThat(everything(aws, "env-"))
                    .contains("AWS_BATCH_JOB_ID")
                    .doesNotContain(PASSWORD, "MUSTER_CONNECTION");
        }
    }

    private Muster muster(RedisServer redis, Path aws, Path remote) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path config = Files.writeString(folder.resolve("muster.yml"), """
                redis: {url: "%s", password_file: %s}
                heartbeat: {interval: 500ms, lease: 30s}
                agent: {slots: 1, kill_grace: 1s}
                clusters:
                  batch:
                    type: aws-batch
                    queue: jobs
                    job_definition: agents
                    remote_dir: %s
                    pool: {min: 0, max: 3, idle: 8s}
                """.formatted(redis.url(), password, remote));
        String path = Folders.cluster("fake-aws") + ":"
                + NoServiceManager.path(folder.resolve("boot"))
                        .replaceFirst(":", ":" + Folders.cluster("../../../bin").normalize() + ":");
        return new Muster(config, Map.of("MUSTER_FAKE_AWS", aws.toString(), "PATH", path));
    }

    private static JsonNode status(Muster muster) {
        return muster.run("pool", "status", "batch", "--json").json();
    }

    private static Path onlyConnection(Path remote) throws IOException {
        try (Stream<Path> files = Files.list(remote.resolve("pools/batch"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("connection-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long count(Path folder, String name) {
        return startingWith(folder, name).count();
    }

    private static String everything(Path folder, String name) {
        return startingWith(folder, name).map(LiveTree::read).collect(Collectors.joining());
    }

    private static Stream<Path> startingWith(Path folder, String name) {
        return LiveTree.files(folder).stream()
                .filter(file -> file.getFileName().toString().startsWith(name));
    }
}
