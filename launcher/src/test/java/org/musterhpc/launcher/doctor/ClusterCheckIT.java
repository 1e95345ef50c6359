package org.musterhpc.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.cluster.batch.FakeCommands;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.SshSettings;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.doctor.CheckResult.Level;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.Ports;

/** Over this machine as a login node, with a scheduler's commands that are scripts. */
class ClusterCheckIT {
    private static final Dialect SLURM = Dialects.named("slurm").orElseThrow();
    private static final Retries RETRIES = new Retries(time -> {});
    private static final RedisAddress ELSEWHERE = new RedisAddress("redis://redis.site:6379", null, null, null, "m:");

    @TempDir
    private Path temp;

    private FakeCommands login;
    private BundleInstaller installer;

    @BeforeEach
    void lay() throws IOException {
        login = new FakeCommands(Files.createDirectory(temp.resolve("bin")));
        Path lib = Files.createDirectory(temp.resolve("lib"));
        Files.writeString(lib.resolve("agent.jar"), "no jar");
        installer = new BundleInstaller(new MusterHome(temp.resolve("home")), lib, RETRIES);
        login.with(
                "sbatch",
                "case $1 in --version) echo 'slurm-wlm 22.05.8';; *) sh \"$2\" >/dev/null 2>&1 & echo 7;; esac");
        login.with(
                "scontrol",
                "case $2 in config) echo 'MaxArraySize            = 1001';;"
                        + " *) echo 'PartitionName=short Default=YES MaxTime=01:00:00';; esac");
        login.with("scancel", "exit 0").with("squeue", "exit 0").with("sacctmgr", "exit 1");
    }

    @Test
    void clusterIsLookedOverInOrder() throws Exception {
        List<CheckResult> findings = look(login, "", ELSEWHERE);
        assertThat(Doctor.text(findings)).doesNotContain("fail");
        assertThat(findings)
                .extracting(CheckResult::check)
                .containsSubsequence(
                        "cluster", "scheduler", "limits", "partition", "remote_dir", "disk", "java there", "template");
        assertThat(Doctor.text(findings))
                .contains("slurm-wlm 22.05.8", "arrays of 1001", "the standard one, walltime up to 01:00:00");
        assertThat(temp.resolve("site")).isEmptyDirectory();
    }

    @Test
    void whatIsWrongIsToldWithWhatToDo() throws Exception {
        Path templates = Files.createDirectory(temp.resolve("templates"));
        Files.writeString(templates.resolve("array.sh"), "#!/bin/bash\n#SBATCH --x={{parttion}}\n");
        Files.delete(temp.resolve("bin/sbatch"));
        Files.writeString(temp.resolve("site"), "a file");
        login.with("sbatch", "exit 127");
        String text = Doctor.text(look(login, ", partition: long, templates: " + templates, null));
        assertThat(text)
                .contains("there is no sbatch on login")
                .contains("there is no 'long'", "use one of: short")
                .contains("array.sh:2: ", "parttion")
                .contains("site cannot be written")
                .contains("the Redis that Muster starts listens on this machine alone", "redis://HOST:6379");
    }

    @Test
    void schedulerThatIsSilentIsAFinding() throws Exception {
        login.with("scontrol", "exit 1");
        assertThat(look(login, "", ELSEWHERE))
                .filteredOn(finding -> finding.check().equals("limits"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.FAIL));
    }

    @Test
    void loopbackLeadsNodesToThemselves() throws Exception {
        RedisAddress loopback = new RedisAddress("redis://127.0.0.1:6379", null, null, null, "m:");
        assertThat(Doctor.text(look(login, "", loopback))).contains("redis://127.0.0.1:6379 leads each node to itself");
    }

    @Test
    void machineThatIsNotReachedIsTheOnlyFinding() throws Exception {
        SshSettings settings = new SshSettings(
                "127.0.0.1",
                "nobody",
                Ports.free(),
                null,
                new SshSettings.Keys(null, null),
                SshSettings.Transport.JSCH);
        try (Shell nowhere = new Shells(Map.of("PATH", "", "HOME", "/nonexistent"), Prompt.NOBODY).open(settings, "")) {
            assertThat(look(nowhere, "", ELSEWHERE)).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.FAIL);
                assertThat(finding.what()).contains("cannot be reached");
            });
        }
    }

    @Test
    void probeThatDoesNotStartSaysItsFirstWordsAndLeavesNothing() throws Exception {
        List<CheckResult> findings = allocation(Ceiling.TIME);
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.what()).contains("the agent does not start there; it said: ");
        });
        assertThat(login.ran)
                .as("it has ended by itself")
                .noneMatch(words -> words.get(0).equals("scancel"));
        assertThat(temp.resolve("site/campaigns/_doctor")).doesNotExist();
    }

    @Test
    void elementThatDoesNotStartIsCancelledInTheEnd() throws Exception {
        login.with("sbatch", "echo 7").with("squeue", "echo '7|0|PENDING|Resources|0|'");
        assertThat(allocation(Duration.ofMillis(10))).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.what()).contains("no element has run within");
        });
        assertThat(login.ran).contains(List.of("scancel", "7_0"));
    }

    @Test
    void wordsOfTheProbeAreWeighed() {
        String fine = "{\"host\":\"n17\",\"java\":\"17.0.15\",\"redis\":\"ok\",\"redis_time\":1700000000123,"
                + "\"node_time\":1700000200123,\"latency_ms\":0.21,\"writable\":true,\"cpus\":4}";
        assertThat(AllocationCheck.read("module loaded\n" + fine + "\n"))
                .extracting(CheckResult::level)
                .containsExactly(Level.OK, Level.OK, Level.OK, Level.WARN);
        String bad = fine.replace("\"ok\"", "\"connection refused\"").replace("true", "false");
        assertThat(Doctor.text(AllocationCheck.read(bad)))
                .contains("not from n17: connection refused", "n17 cannot write to remote_dir");
    }

    private List<CheckResult> allocation(Duration patience) throws Exception {
        Scheduler scheduler = new Scheduler(SLURM, login, RETRIES, Ceiling.TIME);
        return new AllocationCheck(
                        new AllocationCheck.Errand(settings(""), scheduler, login, RETRIES),
                        installer,
                        ELSEWHERE,
                        time -> Pause.real().pause(Duration.ofMillis(time.toMillis() / 100)),
                        patience)
                .look();
    }

    private List<CheckResult> look(Shell shell, String more, @Nullable RedisAddress redis) throws Exception {
        return new ClusterCheck(settings(more), SLURM, shell, RETRIES, installer, redis).look();
    }

    private Batch settings(String more) throws IOException {
        Path file = Files.writeString(
                temp.resolve("muster.yml"),
                "clusters:\n  cosma: {type: slurm, remote_dir: " + temp.resolve("site") + more + "}\n");
        return (Batch) Config.load(file, Map.of()).cluster("cosma");
    }
}
