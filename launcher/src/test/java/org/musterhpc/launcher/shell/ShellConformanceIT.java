package org.musterhpc.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.SshServer;
import org.musterhpc.testkit.Ceiling;

/** What every shell does in the same way, on a real sshd. */
class ShellConformanceIT {
    private static final Map<Kind, Shell> SHELLS = new EnumMap<>(Kind.class);

    private static SshServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start();
        for (Kind kind : Kind.values()) {
            SHELLS.put(kind, kind.open(server));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        SHELLS.values().forEach(Shell::close);
        if (server != null) {
            server.close();
        }
    }

    private static Answer run(Kind kind, String... argv) throws Exception {
        return SHELLS.get(kind).run(Command.of(Ceiling.TIME, argv));
    }

    @ParameterizedTest
    @EnumSource
    void exitStatusIsTheCommands(Kind kind) throws Exception {
        for (int status : new int[] {0, 1, 2, 124, 126, 127, 137, 254, 255}) {
            assertThat(run(kind, "sh", "-c", "exit " + status).exit()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void programThatIsNotThereIs127(Kind kind) throws Exception {
        Answer answer = run(kind, "no-such-program-here", "x");
        assertThat(answer.exit()).isEqualTo(127);
        assertThat(answer.errText()).contains("no-such-program-here");
    }

    @ParameterizedTest
    @EnumSource
    void outputsAreKeptApartByteForByte(Kind kind) throws Exception {
        Answer answer = run(kind, "sh", "-c", "printf 'a\\0\\377\\nb'; printf '\\n e\\377\\n\\n' >&2; exit 3");
        assertThat(answer.out()).isEqualTo(new byte[] {'a', 0, (byte) 0xff, '\n', 'b'});
        assertThat(answer.err()).isEqualTo(new byte[] {'\n', ' ', 'e', (byte) 0xff, '\n', '\n'});
        assertThat(answer.exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void noOutputIsNoOutput(Kind kind) throws Exception {
        Answer answer = run(kind, "true");
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void argumentsArriveAsTheyAre(Kind kind) throws Exception {
        List<String> awkward = List.of(
                "",
                " ",
                "a b",
                "it's",
                "'",
                "''",
                "\"x\"",
                "'quoted'",
                "$HOME",
                "${HOME}",
                "${a1}",
                " x ",
                "`id`",
                "$(id)",
                "\\",
                "\\n",
                "a\nb",
                "*",
                "?",
                "~",
                "-n",
                "--",
                "!",
                "!!",
                "a;b",
                "a&b",
                "a|b",
                "<x",
                ">x",
                "#",
                "{a,b}",
                "%s",
                "\t",
                "ü€",
                "=x");
        List<String> argv = new ArrayList<>(List.of("printf", "%s\\0", "first"));
        argv.addAll(awkward);
        String out = SHELLS.get(kind)
                .run(new Command(argv, Input.NOTHING, Ceiling.TIME))
                .outText();
        assertThat(out).isEqualTo("first\0" + String.join("\0", awkward) + "\0");
    }

    @ParameterizedTest
    @EnumSource
    void inputArrivesAndEnds(Kind kind) throws Exception {
        byte[] bytes = random(300_000);
        Answer answer = SHELLS.get(kind).run(Command.of(Ceiling.TIME, "cat").reading(Input.of(bytes)));
        assertThat(answer.out()).isEqualTo(bytes);
        assertThat(run(kind, "cat").out()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void inputThatNobodyReadsDoesNoHarm(Kind kind) throws Exception {
        Answer answer =
                SHELLS.get(kind).run(Command.of(Ceiling.TIME, "echo", "x").reading(Input.of(random(2_000_000))));
        assertThat(answer.outText()).isEqualTo("x\n");
    }

    @ParameterizedTest
    @EnumSource
    void megabyteOnBothOutputsArrivesWhole(Kind kind) throws Exception {
        Answer answer = run(
                kind, "sh", "-c", "head -c 1048576 /dev/zero | tr '\\0' x; head -c 500000 /dev/zero | tr '\\0' y >&2");
        assertThat(answer.outText()).hasSize(1 << 20).containsOnlyOnce("x".repeat(1 << 20));
        assertThat(answer.err()).hasSize(500_000);
    }

    @ParameterizedTest
    @EnumSource
    void hangingCommandIsUnknownAndGoneAfterItsLimit(Kind kind) throws Exception {
        Path pids = folder.resolve("pids");
        String script =
                "trap '' TERM; echo $$ >> \"$1\"; sh -c 'echo $$ >> \"$1\"; exec sleep 600' sh \"$1\" & sleep 600";
        List<String> started = List.of();
        // What was cut off before it had begun is given more time.
        for (int seconds = 4; started.size() < 2; seconds *= 2) {
            Files.write(pids, List.of());
            Command hanging = Command.of(Duration.ofSeconds(seconds), "sh", "-c", script, "sh", pids.toString());
            assertThatThrownBy(() -> SHELLS.get(kind).run(hanging))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessageContaining("did not end within " + seconds + ".0 s");
            started = Files.readAllLines(pids);
        }
        for (String pid : started) {
            await().until(() -> !runs(pid));
        }
        assertThat(run(kind, "echo", "still").outText()).isEqualTo("still\n");
    }

    @ParameterizedTest
    @EnumSource
    void parallelCommandsGetTheirOwnAnswers(Kind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String text = "n" + i;
                all.add(() -> run(kind, "sh", "-c", "sleep 0.1; echo " + text).outText());
            }
            int i = 0;
            for (Future<String> answer : threads.invokeAll(all)) {
                assertThat(answer.get()).isEqualTo("n" + i++ + "\n");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesArePutWholeWithTheirMode(Kind kind) throws Exception {
        ShellFiles files = files(kind);
        Path there = folder.resolve("new folder/deep");
        files.folder(there.toString());
        assertThat(mode(there)).isEqualTo("700");
        String file = there.resolve("it's a file").toString();
        byte[] bytes = random(3_000_000);
        for (String mode : List.of("600", "755")) {
            files.put(Input.of(bytes), file, mode);
            assertThat(mode(Path.of(file))).isEqualTo(mode);
        }
        assertThat(Files.readAllBytes(Path.of(file))).isEqualTo(bytes);
        assertThat(files.read(file)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        String hash = SshServer.output("sha256sum", file).split(" ", 2)[0].replace("\\", "");
        assertThat(files.sha256(file)).contains(hash);
        assertThat(files.sha256(file + "x")).isEmpty();
        assertThat(files.read(file + "x")).isEmpty();
        assertThat(files.absolute("~/x")).isEqualTo(System.getProperty("user.home") + "/x");
        assertThat(there).isDirectoryNotContaining(path -> !path.toString().equals(file));
    }

    @ParameterizedTest
    @EnumSource
    void fileThatDoesNotArriveWholeLeavesTheOldOne(Kind kind) throws Exception {
        Path file = folder.resolve("kept");
        Files.writeString(file, "old");
        byte[] bytes = random(1000);
        boolean[] hashed = new boolean[1];
        Input shrinking = () -> {
            byte[] now = hashed[0] ? Arrays.copyOf(bytes, 500) : bytes;
            hashed[0] = true;
            return Input.of(now).open();
        };
        assertThatThrownBy(() -> files(kind).put(shrinking, file.toString(), "600"))
                .hasMessageContaining("did not arrive");
        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @ParameterizedTest
    @EnumSource
    void unwritableFolderIsAProblemWithItsReason(Kind kind) {
        assertThatThrownBy(() -> files(kind).put(Input.of("x"), "/proc/x/y", "600"))
                .hasMessageContaining("/proc/x/y cannot be written: ");
    }

    @ParameterizedTest
    @EnumSource
    void secretOnInputIsOnNoCommandLine(Kind kind) throws Exception {
        String secret = "tre" + "asure-" + kind;
        String script = "read s; for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f; echo; done 2>/dev/null";
        Command command = Command.of(Ceiling.TIME, "sh", "-c", script).reading(Input.of(secret + "\n"));
        Answer answer = SHELLS.get(kind).run(command);
        assertThat(answer.outText()).contains("/proc/[0-9]").doesNotContain(secret);
        assertThat(command.toString() + answer + SHELLS.get(kind)).doesNotContain(secret);
    }

    /** All kinds at once: over SSH it takes as long as the command may. */
    @Test
    void backgroundChildThatKeepsPipesOpenDoesNotLoseTheAnswer() throws Exception {
        Command command = Command.of(Duration.ofSeconds(30), "sh", "-c", "setsid sleep 600 & echo $!; exit 4");
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<Kind, Future<Answer>> answers = new EnumMap<>(Kind.class);
            SHELLS.forEach((kind, shell) -> answers.put(kind, threads.submit(() -> shell.run(command))));
            for (Map.Entry<Kind, Future<Answer>> each : answers.entrySet()) {
                Answer answer = each.getValue().get();
                assertThat(answer.exit()).as(each.getKey().toString()).isEqualTo(4);
                ProcessHandle.of(Long.parseLong(answer.outText().strip())).ifPresent(ProcessHandle::destroyForcibly);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static ShellFiles files(Kind kind) {
        return new ShellFiles(SHELLS.get(kind), new Retries(time -> {}));
    }

    private static boolean runs(String pid) {
        try {
            return !Files.readString(Path.of("/proc", pid, "stat"), StandardCharsets.ISO_8859_1)
                    .contains(") Z ");
        } catch (IOException gone) {
            return false;
        }
    }

    private static String mode(Path path) throws Exception {
        return SshServer.output("stat", "-c", "%a", path.toString()).strip();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
