package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.AclLines;
import org.musterhpc.testkit.RedisServer;

/** A whole run with the users of docs/operations.md: the launcher as one, its agents as another with fewer rights. */
class RightsRunIT {

    @Test
    void launcherAndAgentsGetInAsDifferentUsers() throws Exception {
        try (RedisServer redis = RedisServer.start(AclLines.ofTheDocument().settings("appendonly yes"));
                Muster muster = new Muster()) {
            for (String user : List.of("muster", "muster-agent")) {
                Files.setPosixFilePermissions(
                        muster.write(user + ".pw", AclLines.password(user)),
                        PosixFilePermissions.fromString("rw-------"));
            }
            muster.write("muster.yml", """
                    redis:
                      url: "%s"
                      user: muster
                      password_file: muster.pw
                      agent_user: muster-agent
                      agent_password_file: muster-agent.pw
                    """.formatted(redis.url()));
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
            try (Stream<Path> files = Files.list(muster.folder.resolve("home/campaigns/some"))) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("connection-")))
                        .singleElement()
                        .satisfies(file -> assertThat(file)
                                .content()
                                .contains(AclLines.password("muster-agent"))
                                .doesNotContain('"' + AclLines.password("muster") + '"'));
            }
            assertThat(muster.run("purge", "some", "--yes").exit()).isZero();
        }
    }
}
