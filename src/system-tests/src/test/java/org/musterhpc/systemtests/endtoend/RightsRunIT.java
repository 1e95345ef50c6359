package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.NoServiceManager;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.AclLines;
import org.musterhpc.testkit.RedisServer;

/** A whole run with the users of docs/operations.md: the launcher as one, its agents as another with fewer rights. */
class RightsRunIT {

    private static RedisServer server() {
        return RedisServer.start(AclLines.ofTheDocument().settings("appendonly yes"));
    }

    private static void settings(Muster muster, RedisServer redis, String more) throws Exception {
        for (String user : List.of("muster", "muster-agent")) {
            Files.setPosixFilePermissions(
                    muster.write(user + ".pw", AclLines.password(user)), PosixFilePermissions.fromString("rw-------"));
        }
        muster.write("muster.yml", """
                    redis:
                      url: "%s"
                      user: muster
                      password_file: muster.pw
                      agent_user: muster-agent
                      agent_password_file: muster-agent.pw
                    %s
                    """.formatted(redis.url(), more));
    }

    @Test
    void aPoolsAgentsGetInAsAgents() throws Exception {
        try (RedisServer redis = server();
                Muster muster = new Muster()) {
            settings(muster, redis, "clusters: {lab: {type: local, pool: true}}");
            muster.variable("PATH", NoServiceManager.path(muster.folder.resolve("boot")));
            muster.write("some.yml", "cluster: lab\ncommand: \"true\"\ntasks: {range: 1-30}\n");
            Ended start = muster.run("pool", "start");
            try {
                assertThat(start.exit()).as(start.err()).isZero();
                Ended run = muster.run("run", "some.yml");
                assertThat(run.exit()).as(run.err()).isZero();
                onlyTheAgentsPassword(muster.folder.resolve("home/pools/lab"));
                assertThat(muster.run("purge", "some", "--yes").exit()).isZero();
            } finally {
                Ended stop = muster.run("pool", "stop");
                assertThat(stop.exit()).as(stop.err()).isZero();
            }
        }
    }

    @Test
    void launcherAndAgentsGetInAsDifferentUsers() throws Exception {
        try (RedisServer redis = server();
                Muster muster = new Muster()) {
            settings(muster, redis, "");
            muster.write("some.yml", """
                    stages:
                      first:
                        command: test {{n}} != 7 || test {{attempt}} != 1
                        tasks: {range: 1-30}
                        retry: {on: {exit: same}, backoff: 100ms}
                      second: {after: first, command: "true"}
                      third: {after: {stage: second, all: true}, command: "true", tasks: {range: 1-3}}
                    """);
            Ended run = muster.run("run", "some.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(run.err()).doesNotContain("NOPERM");
            assertThat(muster.run("rollcall", "some", "--deep").exit()).isZero();
            onlyTheAgentsPassword(muster.folder.resolve("home/campaigns/some"));
            assertThat(muster.run("purge", "some", "--yes").exit()).isZero();
        }
    }

    private static void onlyTheAgentsPassword(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("connection-")))
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .content()
                            .contains(AclLines.password("muster-agent"))
                            .doesNotContain('"' + AclLines.password("muster") + '"'));
        }
    }
}
