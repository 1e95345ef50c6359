package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.Ceiling;

/** With real processes: a shell script stands for the agent. */
class LocalClusterIT {
    private static final RedisAddress REDIS = new RedisAddress("redis://127.0.0.1:1", null, "geheim", null, "muster:");
    private static final String WORKS = "trap 'exit 0' TERM; while :; do sleep 0.05; done";

    @TempDir
    Path temp;

    private MusterHome home;
    private LocalFleet fleet;

    @BeforeEach
    void home() {
        home = new MusterHome(temp.resolve("home"));
    }

    @AfterEach
    void noneSurvives() {
        if (fleet != null) {
            fleet.stop(Duration.ZERO);
        }
        RunningAgents.find(arguments()).values().forEach(ProcessHandle::destroyForcibly);
        await().until(() -> RunningAgents.find(arguments()).isEmpty());
    }

    @Test
    void agentsAreToldWhatTheyNeedAndNoSecret() throws Exception {
        fleet = open(WORKS, 2);

        assertThat(fleet.agents()).isEqualTo(2);
        await().until(() -> running().size() == 2);
        for (ProcessHandle agent : running()) {
            String line = Files.readString(Path.of("/proc/" + agent.pid() + "/cmdline"))
                    .replace('\0', ' ');
            assertThat(line)
                    .contains("muster-agent --connection " + connection() + " --cluster local --name local-")
                    .contains("--logs " + home.logs("apollo") + " --campaign apollo --linger 1500ms --slots 3")
                    .contains("--lease 30s --heartbeat 10s --kill-grace 5s --redis-patience 3600s --local")
                    .doesNotContain("geheim");
        }
        assertThat(ConnectionFile.read(connection())).isEqualTo(REDIS);
        assertThat(Files.getPosixFilePermissions(connection())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void agentsLeadSessionsOfTheirOwn() throws Exception {
        fleet = open(WORKS, 1);
        await().until(() -> running().size() == 1);
        long pid = running().get(0).pid();
        await().untilAsserted(() -> assertThat(
                        Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5])
                .isEqualTo(Long.toString(pid)));
    }

    @Test
    void agentThatIsKilledIsReplacedAfterABackOff() {
        fleet = open(WORKS, 2);
        await().until(() -> running().size() == 2);
        running().get(0).destroyForcibly();
        await().until(() -> fleet.agents() == 1);

        List<AgentExit> gone = fleet.replaceDead();

        assertThat(gone).singleElement().satisfies(exit -> {
            assertThat(exit.how()).isEqualTo("signal 9");
            assertThat(exit.sequel()).isEqualTo(AgentExit.Sequel.REPLACED);
        });
        assertThat(fleet.agents()).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(fleet.replaceDead()).isEmpty();
            assertThat(fleet.agents()).isEqualTo(2);
        });
    }

    @Test
    void agentThatLeavesByItselfIsReplacedOnlyWhenAsked() {
        fleet = open("exit 0", 1);
        await().until(() -> fleet.agents() == 0);
        assertThat(fleet.replaceDead())
                .singleElement()
                .satisfies(exit -> assertThat(exit.sequel()).isEqualTo(AgentExit.Sequel.LEFT));
        assertThat(fleet.replaceDead()).isEmpty();
        assertThat(fleet.spent()).isTrue();
        assertThat(fleet.fill()).isEqualTo(1);
    }

    @Test
    void agentThatCannotWorkIsGivenUpAndItsWordsAreKept() throws Exception {
        fleet = open("echo wrong option; exit 2", 1);
        await().until(() -> fleet.agents() == 0);
        List<AgentExit> gone = fleet.replaceDead();
        assertThat(gone).singleElement().satisfies(exit -> {
            assertThat(exit.how()).isEqualTo("exit 2");
            assertThat(exit.sequel()).isEqualTo(AgentExit.Sequel.GIVEN_UP);
            assertThat(exit.output()).hasContent("wrong option");
        });
        assertThat(fleet.spent()).isTrue();
        assertThat(fleet.fill()).isZero();
    }

    @Test
    void agentsThatAnEarlierLauncherLeftAreTakenOver() {
        open(WORKS, 2);
        await().until(() -> running().size() == 2);
        List<ProcessHandle> before = running();

        fleet = open(WORKS, 3);

        assertThat(fleet.agents()).isEqualTo(3);
        await().until(() -> running().size() == 3);
        assertThat(running()).containsAll(before);
        assertThat(fleet.stop(Ceiling.TIME)).isEmpty();
        assertThat(running()).isEmpty();
    }

    @Test
    void agentsOfAnotherCampaignAreNotOurs() {
        LocalFleet other = open(WORKS, "gemini", REDIS, 1);
        try {
            fleet = open(WORKS, 1);
            assertThat(fleet.stop(Ceiling.TIME)).isEmpty();
            assertThat(other.agents()).isEqualTo(1);
        } finally {
            other.stop(Ceiling.TIME);
        }
    }

    @Test
    void agentsOnAnotherServerAreNotOurs() {
        LocalFleet other =
                open(WORKS, "apollo", new RedisAddress("redis://127.0.0.1:2", null, null, null, "muster:"), 1);
        try {
            fleet = open(WORKS, 1);
            assertThat(fleet.stop(Ceiling.TIME)).isEmpty();
            assertThat(other.agents()).isEqualTo(1);
        } finally {
            other.stop(Ceiling.TIME);
        }
    }

    @Test
    void stopAsksAndThenKills() {
        fleet = open("trap '' TERM; echo ready; while :; do sleep 0.05; done", 2);
        await().until(() -> said("ready") == 2);
        assertThat(fleet.stop(Duration.ofMillis(200)))
                .singleElement()
                .asString()
                .startsWith("2 agents did not end");
        assertThat(fleet.agents()).isZero();
        fleet.replaceDead();
        assertThat(fleet.fill()).as("nothing is started after a stop").isZero();
    }

    private LocalFleet open(String script, int agents) {
        return open(script, "apollo", REDIS, agents);
    }

    private LocalFleet open(String script, String campaign, RedisAddress redis, int agents) {
        try {
            Path program = temp.resolve("muster-agent");
            Path fresh = temp.resolve("fresh");
            Files.writeString(fresh, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
            return LocalAgents.fleet(home, program, campaign, redis, agents);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private long said(String words) throws IOException {
        try (Stream<Path> files = Files.list(home.logs("apollo"))) {
            return files.filter(file -> contains(file, words)).count();
        }
    }

    private static boolean contains(Path file, String words) {
        try {
            return Files.readString(file).contains(words);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path connection() {
        return LocalCluster.connection(home.campaign("apollo"), REDIS);
    }

    private AgentArguments arguments() {
        return new AgentArguments("apollo", "local", connection());
    }

    private List<ProcessHandle> running() {
        return List.copyOf(RunningAgents.find(arguments()).values());
    }
}
