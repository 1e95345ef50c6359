package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.batch.FakeCommands;
import org.musterhpc.launcher.config.SshSettings;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.testkit.Ceiling;

class SchedulerTest {
    private static final Dialect SLURM = Dialects.named("slurm").orElseThrow();

    private final List<Duration> waited = new ArrayList<>();

    @TempDir
    private Path folder;

    private FakeCommands commands;
    private Scheduler scheduler;

    @BeforeEach
    void start() {
        commands = new FakeCommands(folder);
        scheduler = scheduler(commands);
    }

    private Scheduler scheduler(Shell shell) {
        return new Scheduler(SLURM, shell, new Retries(waited::add), Ceiling.TIME);
    }

    @Test
    void submitsAndReadsTheId() throws Exception {
        commands.with("sbatch", "[ \"$2\" = '/a b/s.sh' ] && echo 712");
        assertThat(scheduler.submit("/a b/s.sh").submitted()).isEqualTo(new Submitted.Accepted("712"));
    }

    @Test
    void refusalKeepsTheSchedulersWords() throws Exception {
        commands.with("sbatch", "echo 'sbatch: error: invalid partition specified: x' >&2; exit 1");
        assertThat(scheduler.submit("s").submitted())
                .isEqualTo(new Submitted.Refused(Refusal.PARTITION, "sbatch: error: invalid partition specified: x"));
    }

    @Test
    void submissionThatHangsIsUnknownAndIsNotSentAgain() throws Exception {
        FakeCommands slow = new FakeCommands(folder).hanging("sbatch", Duration.ofMillis(300));
        Scheduler.Sent sent = scheduler(slow).submit("s");
        assertThat(sent.over()).isFalse();
        assertThat(sent.submitted())
                .isInstanceOfSatisfying(
                        Submitted.Unknown.class,
                        unknown -> assertThat(unknown.said()).contains("did not end within"));
        assertThat(slow.ran).hasSize(1);
        assertThat(waited).isEmpty();
    }

    @Test
    void submissionToAMachineThatIsNotReachedIsTriedAgainAndThenThrows() throws Exception {
        try (Shell nowhere = nowhere()) {
            assertThatThrownBy(() -> scheduler(nowhere).submit("s")).isInstanceOf(NotSent.class);
        }
        assertThat(waited).hasSize(3);
    }

    @Test
    void whatIsNotReachedIsUnknownAndNeverDead() throws Exception {
        try (Shell nowhere = nowhere()) {
            Scheduler silent = scheduler(nowhere);
            assertThat(silent.states(List.of("7")).get("7").of(0))
                    .isInstanceOfSatisfying(
                            AllocationState.Unknown.class,
                            unknown -> assertThat(unknown.said()).contains("cannot be reached"));
            assertThat(silent.lookup("x")).isEmpty();
            assertThat(silent.limits()).isEmpty();
            assertThat(silent.cancel(List.of("7"))).isFalse();
        }
    }

    @Test
    void statesOfAllArraysAreOneCommand() throws Exception {
        commands.with("squeue", "exit 0");
        assertThat(scheduler.states(List.of("7", "8")))
                .containsOnlyKeys("7", "8")
                .allSatisfy((id, states) -> assertThat(states.others())
                        .isEqualTo(new AllocationState.Ended(EndKind.UNREPORTED, OptionalInt.empty())));
        assertThat(commands.ran).hasSize(1);
    }

    @Test
    void nothingToAskIsNotAsked() {
        assertThat(scheduler.states(List.of())).isEqualTo(Map.of());
        assertThat(scheduler.cancel(List.of())).isTrue();
        assertThat(commands.ran).isEmpty();
    }

    @Test
    void arraysAreLookedUpByName() throws Exception {
        commands.with("squeue", "printf '12|muster-a|\\n12|muster-a|\\n13|muster-ab|\\n'");
        assertThat(scheduler.lookup("muster-a")).contains(List.of("12"));
    }

    @Test
    void cancelsArraysAndElements() throws Exception {
        commands.with("scancel", "exit 0");
        assertThat(scheduler.cancel(List.of("7", SLURM.element("8", 3)))).isTrue();
        assertThat(commands.ran).containsExactly(List.of("scancel", "7", "8_3"));
    }

    private static Shell nowhere() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        SshSettings settings = new SshSettings(
                "127.0.0.1", "nobody", closed, null, new SshSettings.Keys(null, null), SshSettings.Transport.JSCH);
        return new Shells(Map.of("PATH", "", "HOME", "/nonexistent"), Prompt.NOBODY).open(settings, "");
    }
}
