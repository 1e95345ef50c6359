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
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.ConnectionFile;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Ceiling;

/** With real processes: a shell script stands for the agent. */
class LocalClusterIT {
    private static final RedisAddress REDIS = new RedisAddress("redis://127.0.0.1:1", null, "geheim", null, "muster:");
    private static final String WORKS = "trap 'exit 0' TERM; while :; do sleep 0.05; done";

    @TempDir
    Path temp;

    private MusterHome home;
    private Crew crew;

    @BeforeEach
    void home() {
        home = new MusterHome(temp.resolve("home"));
    }

    @AfterEach
    void noneSurvives() {
        if (crew != null) {
            crew.stop(Duration.ZERO);
        }
        RunningAgents.find(arguments()).values().forEach(ProcessHandle::destroyForcibly);
        await().until(() -> RunningAgents.find(arguments()).isEmpty());
    }

    @Test
    void agentsAreToldWhatTheyNeedAndNoSecret() throws Exception {
        crew = cluster(WORKS).start(order(), 2);

        assertThat(crew.alive()).isEqualTo(2);
        await().until(() -> running().size() == 2);
        for (ProcessHandle agent : running()) {
            String line = Files.readString(Path.of("/proc/" + agent.pid() + "/cmdline"))
                    .replace('\0', ' ');
            assertThat(line)
                    .contains("muster-agent --connection " + connection() + " --cluster local --name local-")
                    .contains("--logs " + home.logs("apollo") + " --campaign apollo --slots 3 --linger 1500ms")
                    .contains("--lease 30s --heartbeat 10s --kill-grace 5s --redis-patience 3600s --local")
                    .doesNotContain("geheim");
        }
        assertThat(ConnectionFile.read(connection())).isEqualTo(REDIS);
        assertThat(Files.getPosixFilePermissions(connection())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void agentsLeadSessionsOfTheirOwn() throws Exception {
        crew = cluster(WORKS).start(order(), 1);
        await().until(() -> running().size() == 1);
        long pid = running().get(0).pid();
        await().untilAsserted(() -> assertThat(
                        Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1)[5])
                .isEqualTo(Long.toString(pid)));
    }

    @Test
    void agentThatIsKilledIsReplacedAfterABackOff() {
        crew = cluster(WORKS).start(order(), 2);
        await().until(() -> running().size() == 2);
        running().get(0).destroyForcibly();
        await().until(() -> crew.alive() == 1);

        List<AgentExit> gone = crew.replaceDead();

        assertThat(gone).singleElement().satisfies(departure -> {
            assertThat(departure.how()).isEqualTo("signal 9");
            assertThat(departure.sequel()).isEqualTo(AgentExit.Sequel.REPLACED);
        });
        assertThat(crew.alive()).isEqualTo(1);
        await().untilAsserted(() -> {
            assertThat(crew.replaceDead()).isEmpty();
            assertThat(crew.alive()).isEqualTo(2);
        });
    }

    @Test
    void agentThatLeavesByItselfIsReplacedOnlyWhenAsked() {
        crew = cluster("exit 0").start(order(), 1);
        await().until(() -> crew.alive() == 0);
        assertThat(crew.replaceDead())
                .singleElement()
                .satisfies(departure -> assertThat(departure.sequel()).isEqualTo(AgentExit.Sequel.LEFT));
        assertThat(crew.replaceDead()).isEmpty();
        assertThat(crew.spent()).isTrue();
        assertThat(crew.fill()).isEqualTo(1);
    }

    @Test
    void agentThatCannotWorkIsGivenUpAndItsWordsAreKept() throws Exception {
        crew = cluster("echo wrong option; exit 2").start(order(), 1);
        await().until(() -> crew.alive() == 0);
        List<AgentExit> gone = crew.replaceDead();
        assertThat(gone).singleElement().satisfies(departure -> {
            assertThat(departure.how()).isEqualTo("exit 2");
            assertThat(departure.sequel()).isEqualTo(AgentExit.Sequel.GIVEN_UP);
            assertThat(departure.output()).hasContent("wrong option");
        });
        assertThat(crew.spent()).isTrue();
        assertThat(crew.fill()).isZero();
    }

    @Test
    void agentsThatAnEarlierLauncherLeftAreTakenOver() {
        cluster(WORKS).start(order(), 2);
        await().until(() -> running().size() == 2);
        List<ProcessHandle> before = running();

        crew = cluster(WORKS).start(order(), 3);

        assertThat(crew.alive()).isEqualTo(3);
        await().until(() -> running().size() == 3);
        assertThat(running()).containsAll(before);
        assertThat(crew.stop(Ceiling.TIME)).isZero();
        assertThat(running()).isEmpty();
    }

    @Test
    void agentsOfAnotherCampaignAreNotOurs() {
        Crew other = cluster(WORKS).start(order("gemini"), 1);
        try {
            crew = cluster(WORKS).start(order(), 1);
            assertThat(crew.stop(Ceiling.TIME)).isZero();
            assertThat(other.alive()).isEqualTo(1);
        } finally {
            other.stop(Ceiling.TIME);
        }
    }

    @Test
    void agentsOnAnotherServerAreNotOurs() {
        AgentSpec there = new AgentSpec(
                "apollo",
                new RedisAddress("redis://127.0.0.1:2", null, null, null, "muster:"),
                null,
                home.logs("apollo"),
                "1",
                Duration.ZERO,
                order().timing());
        Crew other = cluster(WORKS).start(there, 1);
        try {
            crew = cluster(WORKS).start(order(), 1);
            assertThat(crew.stop(Ceiling.TIME)).isZero();
            assertThat(other.alive()).isEqualTo(1);
        } finally {
            other.stop(Ceiling.TIME);
        }
    }

    @Test
    void stopAsksAndThenKills() {
        crew = cluster("trap '' TERM; echo ready; while :; do sleep 0.05; done").start(order(), 2);
        await().until(() -> said("ready") == 2);
        assertThat(crew.stop(Duration.ofMillis(200))).isEqualTo(2);
        assertThat(crew.alive()).isZero();
        crew.replaceDead();
        assertThat(crew.fill()).as("nothing is started after a stop").isZero();
    }

    private LocalCluster cluster(String script) {
        try {
            Path program = temp.resolve("muster-agent");
            Path fresh = temp.resolve("fresh");
            Files.writeString(fresh, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            Files.move(fresh, program, StandardCopyOption.REPLACE_EXISTING);
            return new LocalCluster("local", home, program, Pause.real());
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

    private AgentSpec order() {
        return order("apollo");
    }

    private AgentSpec order(String campaign) {
        return new AgentSpec(
                campaign,
                REDIS,
                SigningKey.fresh(),
                home.logs(campaign),
                "3",
                Duration.ofMillis(1500),
                new AgentSpec.Timing(
                        Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofHours(1)));
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
