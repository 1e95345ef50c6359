package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run on this machine: who may read what it leaves, and where its password can be seen. */
class LocalSafetyIT {
    /** Each prints all that a task can see of itself and of the agent. */
    private static final String CAMPAIGN = """
            command: |
              env
              tr '\\0' '\\n' < /proc/self/environ
              tr '\\0' '\\n' < /proc/$PPID/environ
              tr '\\0' ' ' < /proc/$PPID/cmdline
              echo '{"n":1}' > $MUSTER_RESULT
              exit $(({{n}} % 2))
            tasks: {command: "env >&2; seq 4", as: n}
            logs: task
            retry: {on: {exit: same}, max_attempts: 2, backoff: 1s}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void nothingIsOpenToOthersAndThePasswordIsNowhere(String umask) throws IOException {
        try (Muster muster = new Muster()) {
            muster.umask(umask);
            muster.write("c.yml", CAMPAIGN);
            Path home = muster.folder.resolve("home");
            assertThat(muster.run("redis", "start").exit()).isZero();
            String password = Files.readAllLines(home.resolve("redis/redis.conf")).stream()
                    .filter(line -> line.startsWith("requirepass "))
                    .map(line -> line.substring("requirepass ".length()))
                    .findFirst()
                    .orElseThrow();
            try (Leaks leaks = new Leaks(password)) {
                Muster.Ended run = muster.run("run", "c.yml", "--verbose");
                assertThat(run.exit()).as(run.err()).isEqualTo(1);
                if (umask.equals("000")) {
                    sayEverything(muster);
                }
                assertThat(muster.run("logs", "c", "main/000002").out()).contains("MUSTER_TASK_ID=main/000002");
                assertThat(leaks.found()).isEmpty();
                assertThat(leaks.rounds()).isGreaterThan(5);
                assertThat(leaks.files(muster.folder))
                        .allMatch(file -> file.equals(home.resolve("redis/redis.conf"))
                                || file.getFileName().toString().startsWith("connection-"));
            }
            assertThat(Leaks.open(home, "")).isEmpty();
        }
    }

    private static void sayEverything(Muster muster) {
        for (String command : List.of("status", "tasks", "results", "events", "agents", "rollcall", "logs")) {
            muster.run(command, "c", "--verbose");
            muster.run(command, "c", "--json", "--verbose");
        }
        muster.run("explain", "c", "main/000001", "--json");
        muster.run("show", "c", "main/000001");
        muster.run("doctor", "--json", "--verbose");
        muster.run("redis", "status", "--json", "--verbose");
        muster.run("submit", "c.yml", "--name", "d", "--stage-only", "--json");
        muster.run("restore", "d", "--verbose");
    }
}
