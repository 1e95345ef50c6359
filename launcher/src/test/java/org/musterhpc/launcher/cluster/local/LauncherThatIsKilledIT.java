package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;

/** Agents outlive the launcher that started them, and the next one does not double them. */
class LauncherThatIsKilledIT {
    private static final RedisAddress REDIS = new RedisAddress("redis://127.0.0.1:1", null, null, null, "muster:");

    @TempDir
    Path temp;

    /** A launcher: starts two agents and waits for its end. */
    public static void main(String[] args) throws Exception {
        start(Path.of(args[0]), 2);
        System.out.println("started");
        Thread.currentThread().join();
    }

    @Test
    void agentsGoOnAndAreTakenOver() throws Exception {
        Path program = temp.resolve("muster-agent");
        Files.writeString(program, "#!/bin/sh\ntrap 'exit 0' TERM\nwhile :; do sleep 0.05; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Process launcher = new ProcessBuilder(
                        JavaProgram.command(List.of(), LauncherThatIsKilledIT.class, temp.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(launcher.inputReader().readLine()).isEqualTo("started");
        await().until(() -> running().size() == 2);
        Map<String, ProcessHandle> before = running();

        launcher.destroyForcibly().waitFor();
        assertThat(running()).isEqualTo(before);

        LocalFleet fleet = start(temp, 2);
        assertThat(fleet.agents()).isEqualTo(2);
        assertThat(running()).isEqualTo(before);
        before.values().iterator().next().destroyForcibly();
        await().until(() -> fleet.agents() == 1);
        assertThat(fleet.replaceDead()).singleElement().satisfies(exit -> {
            assertThat(exit.how()).isEqualTo("gone");
            assertThat(exit.sequel()).isEqualTo(AgentExit.Sequel.REPLACED);
        });
        await().until(() -> fleet.replaceDead().isEmpty() && fleet.agents() == 2);
        assertThat(fleet.stop(Ceiling.TIME)).isEmpty();
        assertThat(running()).isEmpty();
    }

    private static LocalFleet start(Path temp, int agents) {
        return LocalAgents.fleet(
                new MusterHome(temp.resolve("home")), temp.resolve("muster-agent"), "apollo", REDIS, agents);
    }

    private Map<String, ProcessHandle> running() {
        Path connection = LocalCluster.connection(new MusterHome(temp.resolve("home")).campaign("apollo"), REDIS);
        return RunningAgents.find(new AgentArguments("apollo", "local", connection));
    }
}
