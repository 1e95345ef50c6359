package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.testkit.Ceiling;

/** What every spawner must do. */
abstract class SpawnerContract {
    static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    Spawner spawner;
    Rig rig;

    abstract Spawner open();

    @BeforeEach
    void open(@TempDir Path unused) {
        rig = new Rig(folder);
        spawner = open();
    }

    @AfterEach
    void close() {
        spawner.close();
    }

    @Test
    void tellsExitStatus() throws Exception {
        for (int status : new int[] {0, 1, 77, 255}) {
            Exit exit = Rig.end(spawner.spawn(rig.launch("sh", "-c", "exit " + status)));
            if (status < 128) {
                assertThat(exit.status()).isEqualTo(status);
                assertThat(exit.signal()).isNull();
            }
        }
    }

    @Test
    void tellsSignal() throws Exception {
        Exit exit = Rig.end(spawner.spawn(rig.bash("kill -SEGV $$")));
        assertThat(exit.signal()).isEqualTo(11);
        assertThat(exit.status()).isNull();
    }

    @Test
    void runsInWorkdirWithExactEnvironment() throws Exception {
        Rig.end(spawner.spawn(rig.launch(Map.of("PATH", "/usr/bin:/bin", "GREETING", "Grüße, \"x\"\n2"), "env", "-0")));
        assertThat(rig.text().split("\0"))
                .contains("PATH=/usr/bin:/bin", "GREETING=Grüße, \"x\"\n2")
                .anyMatch(entry -> entry.startsWith("MUSTER_TOKEN=t"))
                .anyMatch(entry -> entry.startsWith("MUSTER_AGENT="))
                .hasSize(4);
        Files.delete(rig.output());
        Rig.end(spawner.spawn(rig.launch("pwd")));
        assertThat(rig.text()).isEqualTo(folder.toRealPath() + "\n");
    }

    @Test
    void passesArgumentsUntouched() throws Exception {
        Rig.end(spawner.spawn(rig.launch("printf", "<%s>", "a b", "", "$HOME", "'\"\\", "ü\n")));
        assertThat(rig.text()).isEqualTo("<a b><><$HOME><'\"\\><ü\n>");
    }

    @Test
    void bytesThatAreNoTextReachTheProgram() throws Exception {
        String latin1 = ByteText.of(new byte[] {'c', 'a', 'f', (byte) 0xe9, '\'', '$'});
        Map<String, String> env = Map.of("PATH", "/usr/bin:/bin", "DATA", latin1, "OTHER", "é");
        Rig.end(spawner.spawn(rig.launch(
                env, "sh", "-c", "printf '%s|%s|%s' \"$1\" \"$DATA\" \"$OTHER\" | od -An -tx1", "x", latin1)));
        assertThat(rig.text().replaceAll("\\s+", "")).isEqualTo("636166e92724" + "7c" + "636166e92724" + "7c" + "c3a9");
    }

    @Test
    void programAndFolderMayHaveAnyName() throws Exception {
        Path there = Files.createDirectory(ByteText.path(folder, ByteText.of(new byte[] {'d', (byte) 0xe9})));
        Path program =
                Files.copy(Path.of("/bin/pwd"), ByteText.path(there, ByteText.of(new byte[] {'p', (byte) 0xe9})));
        Launch launch = rig.launch("./" + ByteText.name(program), "-P");
        Rig.end(spawner.spawn(new Launch(launch.argv(), launch.env(), there, launch.output(), launch.token())));
        assertThat(ByteText.of(Files.readAllBytes(rig.output())))
                .isEqualTo(ByteText.of(folder.toRealPath()) + "/" + ByteText.name(there) + "\n");
    }

    /** What was found a moment ago is believed, but not against what the system says. */
    @Test
    void programThatMovesIsFoundAgain() throws Exception {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.copy(Path.of("/bin/true"), first.resolve("prog"));
        Map<String, String> env = Map.of("PATH", first + ":" + second);
        assertThat(Rig.end(spawner.spawn(rig.launch(env, "prog"))).status()).isZero();
        Files.move(first.resolve("prog"), second.resolve("prog"));
        assertThat(Rig.end(spawner.spawn(rig.launch(env, "prog"))).status()).isZero();
        Files.delete(second.resolve("prog"));
        assertThatThrownBy(() -> spawner.spawn(rig.launch(env, "prog")))
                .isInstanceOf(StartFailed.class)
                .hasMessage("no such program on the PATH: prog");
    }

    /** Also where the agent itself ignores some, as what a shell starts in the background does. */
    @Test
    void getsDefaultSignals() throws Exception {
        Rig.end(spawner.spawn(rig.launch("sh", "-c", "grep -E 'Sig(Blk|Ign)' /proc/self/status")));
        assertThat(rig.text()).matches("SigBlk:\\s0+\nSigIgn:\\s[0-9a-f]+\n");
        assertThat(ignored(rig.text()) & ~signalsLeftIgnored()).isZero();
    }

    /** In what the kernel tells of a process, a bit a signal. */
    static long ignored(String status) {
        Matcher line = Pattern.compile("SigIgn:\\s([0-9a-f]+)").matcher(status);
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1), 16);
    }

    /** Bits of those that a task may find ignored all the same. */
    long signalsLeftIgnored() throws IOException {
        return 0;
    }

    @Test
    void readsNothingFromStdin() throws Exception {
        Exit exit = Rig.end(spawner.spawn(rig.launch("sh", "-c", "cat; readlink /proc/self/fd/0")));
        assertThat(exit.status()).isZero();
        assertThat(rig.text()).isEqualTo("/dev/null\n");
    }

    @Test
    void appendsBothStreamsInOrderToPrivateFile() throws Exception {
        Rig.end(spawner.spawn(rig.launch("sh", "-c", "echo one; echo two >&2; echo three")));
        Rig.end(spawner.spawn(rig.launch("sh", "-c", "echo four >&2")));
        assertThat(rig.text()).isEqualTo("one\ntwo\nthree\nfour\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.output())))
                .isEqualTo("rw-------");
    }

    @Test
    void inheritsNoDescriptor() throws Exception {
        try (var open = Files.newByteChannel(Files.writeString(folder.resolve("open"), "x"))) {
            Rig.end(spawner.spawn(rig.launch("sh", "-c", "exec ls /proc/self/fd")));
            assertThat(open.isOpen()).isTrue();
        }
        assertThat(rig.text().split("\n")).containsExactly("0", "1", "2", "3"); // 3 is the folder that ls reads
    }

    @Test
    void leadsSessionOfItsOwn() throws Exception {
        Running running = spawner.spawn(rig.launch("sh", "-c", "cut -d' ' -f5,6 /proc/$$/stat"));
        Rig.end(running);
        assertThat(rig.text()).isEqualTo(running.pid() + " " + running.pid() + "\n");
    }

    @Test
    void startFailuresNameTheReason() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        assertThatThrownBy(() -> spawner.spawn(rig.launch("no-such-program-here")))
                .isInstanceOf(StartFailed.class)
                .hasMessage("no such program on the PATH: no-such-program-here");
        assertThatThrownBy(() -> spawner.spawn(rig.launch("./absent"))).hasMessageContaining("no such program: ");
        assertThatThrownBy(() -> spawner.spawn(rig.launch("./plain"))).hasMessageStartingWith("not executable");
        assertThatThrownBy(() -> spawner.spawn(rig.launch("/tmp"))).hasMessage("a folder, not a program: /tmp");
        assertThatThrownBy(() -> spawner.spawn(rig.launch("echo", "a\0b"))).hasMessageContaining("NUL");
        assertThatThrownBy(() -> spawner.spawn(elsewhere(folder.resolve("absent"))))
                .hasMessageStartingWith("no such working folder: ");
        assertThatThrownBy(() -> spawner.spawn(elsewhere(plain))).hasMessageContaining("not a folder");
        assertThat(Rig.end(spawner.spawn(rig.launch("true"))).status()).isZero();
    }

    /** By it, what no node could start is told from a node that can start nothing. */
    @Test
    void startFailureSaysWhatAShellWouldHaveEndedWith() throws Exception {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        String tooLong = "x".repeat(140_000);
        assertThat(status(rig.launch("no-such-program-here"))).isEqualTo(127);
        assertThat(status(rig.launch("./absent"))).isEqualTo(127);
        assertThat(status(rig.launch("./plain"))).isEqualTo(126);
        assertThat(status(rig.launch("/tmp"))).isEqualTo(126);
        assertThat(status(rig.launch("echo", "a\0b"))).isEqualTo(126);
        assertThat(status(rig.launch("echo", tooLong))).isEqualTo(126);
        assertThat(status(rig.launch(Map.of("PATH", "/bin", "LONG", tooLong), "echo")))
                .isEqualTo(126);
        assertThat(status(rig.launch(Map.of("PATH", "/bin", "a=b", "x"), "echo")))
                .isEqualTo(126);
        assertThat(status(elsewhere(folder.resolve("absent")))).isZero();
        assertThat(status(elsewhere(plain))).isZero();
        assertThatThrownBy(() -> spawner.spawn(rig.launch("echo", tooLong))).hasMessageContaining("128 KiB");
    }

    final int status(Launch launch) {
        try {
            spawner.spawn(launch);
            throw new AssertionError("it was started: " + launch);
        } catch (StartFailed e) {
            return e.status();
        }
    }

    @Test
    void shellIsThereWhereverThePathLeads() throws Exception {
        Map<String, String> nowhere = Map.of("PATH", "$HOME/bin:$PATH");
        assertThat(Rig.end(spawner.spawn(rig.launch(nowhere, "bash", "-c", "exit 3")))
                        .status())
                .isEqualTo(3);
        assertThat(status(rig.launch(nowhere, "ls"))).isEqualTo(127);
    }

    @Test
    void scriptWithoutInterpreterLineRunsInShell() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "echo \"$# $1\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Rig.end(spawner.spawn(rig.launch("./script", "a b")));
        assertThat(rig.text()).isEqualTo("1 a b\n");
    }

    @Test
    void killTreeLeavesNobodyAndSparesNeighbour() throws Exception {
        String mine = Rig.seconds();
        String others = Rig.seconds();
        Running neighbour = spawner.spawn(rig.bash("(setsid sleep %s &); sleep %s & wait".formatted(others, others)));
        Running task = spawner.spawn(rig.bash(torture(mine)));
        await().until(() -> Rig.having(mine).size() >= 6 && Rig.having(others).size() >= 2);
        task.killTree(SHORT);
        assertThat(Rig.having(mine)).isEmpty();
        assertThat(task.exit()).isDone();
        assertThat(Rig.end(task).signal()).isEqualTo(9);
        assertThat(Rig.having(others)).hasSize(2);
        assertThat(neighbour.exit()).isNotDone();
        neighbour.killTree(Duration.ZERO);
        assertThat(Rig.having(others)).isEmpty();
    }

    @Test
    void killTreeOfSeveralTasksAtOnceLeavesNobody() throws Exception {
        String mine = Rig.seconds();
        List<Running> tasks = new java.util.ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(spawner.spawn(rig.bash(torture(mine))));
        }
        await().until(() -> Rig.having(mine).size() >= 24);
        tasks.parallelStream().forEach(task -> task.killTree(SHORT));
        assertThat(Rig.having(mine)).isEmpty();
        assertThat(tasks).allMatch(task -> task.exit().isDone());
    }

    @Test
    void killTreeGivesTimeToCleanUp() throws Exception {
        Running task =
                spawner.spawn(rig.bash("trap 'echo cleaned; exit 3' TERM; echo ready; while :; do sleep 0.05; done"));
        await().until(() -> rig.text().contains("ready"));
        // Were the grace waited for to its end, this would not come to its own.
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> task.killTree(Duration.ofHours(1)));
        killed.get(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS);
        assertThat(Rig.end(task).status()).isEqualTo(3);
        assertThat(rig.text()).contains("cleaned");
    }

    @Test
    void killTreeAfterTheEndDoesNothing() throws Exception {
        Running task = spawner.spawn(rig.launch("true"));
        Exit exit = Rig.end(task);
        task.killTree(SHORT);
        assertThat(Rig.end(task)).isEqualTo(exit);
    }

    @Test
    void whatAnEndedLeaderLeavesIsKilled() throws Exception {
        String mine = Rig.seconds();
        Running task = spawner.spawn(rig.bash(
                "sleep %s & (setsid sleep %s &) ; set -m; sleep %s & sleep 0.2; exit 5".formatted(mine, mine, mine)));
        assertThat(Rig.end(task).status()).isEqualTo(5);
        assertThat(Rig.having(mine)).isEmpty();
    }

    @Test
    void closeKillsWhatRuns() throws Exception {
        String mine = Rig.seconds();
        Running task = spawner.spawn(rig.bash("trap '' TERM; sleep %s & wait".formatted(mine)));
        await().until(() -> !Rig.having(mine).isEmpty());
        spawner.close();
        assertThat(Rig.having(mine)).isEmpty();
        assertThat(task.exit()).isDone();
    }

    @Test
    void manyShortTasksFromManyThreadsAreAllReported() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> work = IntStream.range(0, 500)
                    .<Callable<Integer>>mapToObj(i ->
                            () -> Rig.end(spawner.spawn(rig.launch("sh", "-c", "exit " + i % 100)))
                                    .status())
                    .toList();
            List<Future<Integer>> results = pool.invokeAll(work);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(i % 100);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void memoryOfATreeIsThatOfAllItsProcesses() throws Exception {
        String mine = Rig.seconds();
        Running task =
                spawner.spawn(rig.bash("for i in 1 2; do setsid bash -c 'x=$(head -c 30M /dev/zero | tr \"\\0\" x)"
                        + "; sleep " + mine + "; :' & done; wait"));
        await().until(() -> Rig.having(mine).size() == 2);

        assertThat(task.memory(Processes.now()).above(0)).isBetween(60L << 20, 250L << 20);
    }

    @Test
    void memoryThatProcessesOfATreeShareIsCountedOnce() throws Exception {
        String mine = Rig.seconds();
        Running task = spawner.spawn(rig.bash("x=$(head -c 30M /dev/zero | tr '\\0' x)"
                + "; for i in 1 2 3 4 5 6 7 8; do (sleep " + mine + "; :) & done; wait"));
        await().until(() -> Rig.having(mine).size() == 8);

        TreeMemory memory = task.memory(Processes.now());
        assertThat(memory.above(Long.MAX_VALUE)).isGreaterThan(270L << 20);
        assertThat(memory.above(0)).isLessThan(150L << 20);
    }

    @Test
    void treeThatUsesMoreMemoryThanItMayIsFound() throws Exception {
        try (MemoryGuard guard = new MemoryGuard(told -> {})) {
            new Thread(guard::run).start();
            String script = "x=$(head -c 30M /dev/zero | tr '\\0' x); sleep " + Rig.seconds() + "; :";
            Running small = spawner.spawn(rig.bash(script));
            Running large = spawner.spawn(rig.bash("(" + script + ") & " + script));
            var never = guard.watch(small, 1L << 30);
            assertThat(guard.watch(large, 50L << 20).get(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                    .isGreaterThan(50L << 20);
            assertThat(never).isNotDone();
        }
    }

    /** Six sleepers (and the shell) that a mere kill of the leader would leave. */
    static String torture(String seconds) {
        return """
                trap '' TERM
                bash -c 'trap "" TERM; sleep N; sleep N' &
                (setsid sleep N &)
                ( (sleep N &) & )
                bash -c 'set -m; sleep N & wait' &
                env -i "$(command -v setsid)" "$(command -v sleep)" N &
                sleep N &
                while :; do wait; done
                """.replace("N", seconds);
    }

    private Launch elsewhere(Path workdir) {
        Launch launch = rig.launch("true");
        return new Launch(launch.argv(), launch.env(), workdir, launch.output(), launch.token());
    }
}
