package org.musterhpc.launcher.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.config.SshSettings;
import org.musterhpc.launcher.follow.LogFolders;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.shell.ssh.SshServer;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** Over a real sshd. Paths begin with ~/, so that what is there is surely not seen here. */
class RemoteLogsIT {
    private static final LogFolders NOTHING = new LogFolders(List.of());
    private static SshServer server;

    @TempDir
    private Path temp;

    private Path there;
    private Path fetched;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void lay() throws IOException {
        there = Files.createDirectories(temp.resolve("home/logs/a1"));
        fetched = temp.resolve("fetched");
    }

    @ParameterizedTest
    @EnumSource
    void logsOfTwoThousandTasksAreOneFetchAFile(Kind kind) throws Exception {
        StringBuilder all = new StringBuilder();
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String line = "task " + i + "\n";
            attempts.add(attempt("slot-0.log", all.length(), line.length()));
            all.append(line);
        }
        Files.writeString(there.resolve("slot-0.log"), all);
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            RemoteLogs logs = logs(shell);
            for (int i = 0; i < 2000; i++) {
                assertThat(text(logs.of(attempts.get(i)))).isEqualTo("task " + i + "\n");
            }
            assertThat(logs.lastLine(attempts.get(7))).isEqualTo("task 7");
            assertThat(text(logs(shell).of(attempts.get(1999)))).isEqualTo("task 1999\n");
            assertThat(shell.commands).isEqualTo(1);
        }
        Path kept = fetched.resolve("cosma/a1/slot-0.log");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatWasAddedIsFetchedLater(Kind kind) throws Exception {
        Path file = Files.writeString(there.resolve("slot-0.log"), "one\n");
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            assertThat(text(logs(shell).of(attempt("slot-0.log", 0, 4)))).isEqualTo("one\n");
            Files.writeString(file, "two\n", StandardOpenOption.APPEND);
            assertThat(text(logs(shell).of(attempt("slot-0.log", 4, 4)))).isEqualTo("two\n");
            assertThat(shell.bytes).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeFileComesInRanges(Kind kind) throws Exception {
        byte[] noise = new byte[2 * FetchedFile.RANGE + 5];
        new Random(3).nextBytes(noise);
        Files.write(there.resolve("slot-0.log"), noise);
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            TaskLog log = logs(shell).of(attempt("slot-0.log", 0, noise.length));
            assertThat(Files.mismatch(Objects.requireNonNull(log).file(), there.resolve("slot-0.log")))
                    .isEqualTo(-1);
            assertThat(shell.commands).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void taskThatRunsIsFollowed(Kind kind) throws Exception {
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            RemoteLogs logs = logs(shell);
            assertThat(logs.running("cosma", "a1", "main/1", 1)).isNull();
            note("main/ü", 2);
            assertThat(logs.running("cosma", "a1", "main/ü", 2))
                    .as("it has not printed anything")
                    .isNull();
            Path file = Files.writeString(there.resolve("slot-0.now"), "hel");
            Files.writeString(there.resolve("slot-1.runs"), "{\"id\":\"half");
            assertThat(text(logs.running("cosma", "a1", "main/ü", 2))).isEqualTo("hel");
            Files.writeString(file, "lo", StandardOpenOption.APPEND);
            assertThat(text(logs.running("cosma", "a1", "main/ü", 2))).isEqualTo("hello");
            assertThat(logs.running("cosma", "a1", "main/ü", 1)).isNull();
            assertThat(logs.asked()).isTrue();

            // The next of the slot writes into a file of that name.
            note("main/2", 1);
            Files.writeString(file, "of another");
            assertThat(logs.running("cosma", "a1", "main/ü", 2)).isNull();
            assertThat(text(logs.running("cosma", "a1", "main/2", 1))).isEqualTo("of another");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBetweenTheNoteAndItsFileIsNotTakenForTheAttempts(Kind kind) throws Exception {
        note("main/1", 1);
        Files.writeString(there.resolve("slot-0.now"), "mine");
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            shell.second = () -> note("main/2", 1);
            assertThat(logs(shell).running("cosma", "a1", "main/1", 1)).isNull();
            assertThat(shell.commands).isEqualTo(2);
        }
        assertThat(fetched).doesNotExist();
    }

    @Test
    void noteLeadsNowhereElse() throws Exception {
        Path secret = Files.writeString(temp.resolve("home/secret"), "of the owner");
        Path outside = Files.writeString(
                temp.resolve("home/runs"),
                "{\"id\":\"main/1\",\"attempt\":1,\"file\":\"" + there + "/slot-0.now\",\"offset\":0}");
        Files.createSymbolicLink(there.resolve("slot-0.runs"), outside);
        Files.writeString(there.resolve("slot-0.now"), "x");
        try (Elsewhere shell = new Elsewhere(Kind.LOCAL.open(server))) {
            assertThat(logs(shell).running("cosma", "a1", "main/1", 1)).isNull();
            Files.delete(there.resolve("slot-0.runs"));
            note("main/1", 1, secret);
            assertThatThrownBy(() -> logs(shell).running("cosma", "a1", "main/1", 1))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("is not among the campaign's logs");
        }
    }

    private void note(String id, int attempt) {
        note(id, attempt, there.resolve("slot-0.now"));
    }

    /** As an agent writes it: with blanks over what was longer. */
    private void note(String id, int attempt, Path file) {
        String says = "{\"id\":\"%s\",\"attempt\":%d,\"file\":\"%s\",\"offset\":0}   ".formatted(id, attempt, file);
        try {
            Files.writeString(there.resolve("slot-0.runs"), says);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fileThatIsGoneIsNamed(Kind kind) throws Exception {
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            assertThatThrownBy(() -> logs(shell).of(attempt("slot-9.log", 0, 4)))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.exit()).isEqualTo(Problem.FAILED))
                    .hasMessage(shell.name() + ": ~/logs/a1/slot-9.log is not there");
            assertThat(logs(shell).lastLine(attempt("slot-9.log", 0, 4))).isNull();
        }
    }

    @Test
    void clusterThatCannotBeReachedIsTriedOnce() throws Exception {
        List<Object> waited = new ArrayList<>();
        try (Shell nowhere = nowhere()) {
            RemoteLogs logs = new RemoteLogs(
                    fetched,
                    NOTHING,
                    new Retries(waited::add),
                    (cluster, agent) -> new Reach(cluster, nowhere, "~/logs"));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> logs.of(attempt("slot-0.log", 0, 4)))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.exit()).isEqualTo(Problem.UNREACHABLE))
                        .hasMessageStartingWith("the logs are on cluster cosma: ");
            }
        }
        assertThat(waited).hasSize(3);
    }

    @Test
    void fileOfAnUnknownClusterIsLookedForHere() throws IOException {
        RemoteLogs logs = new RemoteLogs(fetched, NOTHING, new Retries(wait -> {}), (cluster, agent) -> null);
        TaskLog log = Objects.requireNonNull(logs.of(attempt("slot-0.log", 0, 4)));
        assertThat(log.there()).isFalse();
        assertThat(logs.running("other", "a1", "main/1", 1)).isNull();
    }

    @Test
    void nameThatLeadsElsewhereIsRefused() throws Exception {
        try (Elsewhere shell = new Elsewhere(Kind.LOCAL.open(server))) {
            assertThatThrownBy(() -> logs(shell).running("cosma", "..", "main/1", 1))
                    .isInstanceOf(Problem.class);
            assertThat(shell.commands).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fileThatIsNoneOfTheLogsIsNotFetched(Kind kind) throws Exception {
        Path home = temp.resolve("home");
        Files.writeString(home.resolve("secret"), "of the owner");
        Files.writeString(
                Files.createDirectories(home.resolve("logs-of-others")).resolve("x.log"), "of the owner");
        Files.createSymbolicLink(there.resolve("link"), home.resolve("secret"));
        Files.createSymbolicLink(there.resolve("folder"), home.resolve("logs-of-others"));
        try (Elsewhere shell = new Elsewhere(kind.open(server))) {
            for (String file : List.of(
                    home + "/secret",
                    "~/secret",
                    "~/logs/../secret",
                    "~/logs/a1/../../secret",
                    "~/logs/a1/link",
                    "~/logs/a1/folder/x.log",
                    "~/logs-of-others/x.log",
                    "~/logs/a1",
                    "/dev/zero",
                    "/etc/passwd",
                    "~/logs/a1/link/../../../secret")) {
                Attempt forged = elsewhere(file);
                assertThatThrownBy(() -> logs(shell).of(forged))
                        .as(file)
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.exit()).isEqualTo(Problem.FAILED));
                assertThat(logs(shell).lastLine(forged)).isNull();
            }
        }
        if (Files.exists(fetched)) {
            try (Stream<Path> all = Files.walk(fetched)) {
                assertThat(all.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void fileHereThatIsNoneOfTheLogsIsNotShown() throws Exception {
        Path own = Files.createDirectories(temp.resolve("own/logs/a1"));
        Path secret = Files.writeString(temp.resolve("own/secret"), "of the owner");
        Path link = Files.createSymbolicLink(own.resolve("link"), secret);
        Path log = Files.writeString(own.resolve("slot-0.log"), "hello");
        RemoteLogs logs = new RemoteLogs(
                fetched,
                new LogFolders(List.of(temp.resolve("own/logs"))),
                new Retries(wait -> {}),
                (cluster, agent) -> null);
        assertThat(text(logs.of(elsewhere(log.toString())))).isEqualTo("hello");
        for (String file : List.of(
                secret.toString(),
                link.toString(),
                own + "/../../secret",
                "/dev/zero",
                own.toString(),
                "/etc/passwd")) {
            assertThatThrownBy(() -> logs.of(elsewhere(file)))
                    .as(file)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("is not among the campaign's logs");
        }
        assertThatThrownBy(() -> logs.of(elsewhere("a\0b"))).isInstanceOf(Problem.class);
    }

    private RemoteLogs logs(Shell shell) {
        return new RemoteLogs(
                fetched,
                NOTHING,
                new Retries(wait -> {}),
                (cluster, agent) -> cluster.equals("cosma") ? new Reach(cluster, shell, "~/logs") : null);
    }

    private static Attempt elsewhere(String file) {
        return attempt(new Attempt.LogRef(file, 0, 12));
    }

    private static Attempt attempt(String file, long offset, long length) {
        return attempt(new Attempt.LogRef("~/logs/a1/" + file, offset, length));
    }

    private static Attempt attempt(Attempt.LogRef log) {
        return new Attempt(
                1,
                1,
                Outcome.EXIT,
                Attempt.Detail.NONE,
                new Attempt.Place("a1", "node1", "cosma", null),
                Instant.EPOCH,
                Instant.EPOCH,
                Attempt.Usage.UNKNOWN,
                null,
                log);
    }

    private static String text(TaskLog log) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Objects.requireNonNull(log).copyTo(out);
        return out.toString(StandardCharsets.UTF_8);
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

    /** The other side with a home of the test's. */
    private final class Elsewhere implements Shell {
        private final Shell shell;
        private int commands;
        private long bytes;
        private Runnable second = () -> {};

        Elsewhere(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Answer run(Command command) throws NoAnswer, NotSent, Refused {
            List<String> argv = new ArrayList<>(List.of("env", "HOME=" + temp.resolve("home")));
            argv.addAll(command.argv());
            if (++commands == 2) {
                second.run();
            }
            Answer answer = shell.run(new Command(argv, command.input(), command.limit()));
            bytes += answer.out().length;
            return answer;
        }

        @Override
        public String name() {
            return shell.name();
        }

        @Override
        public void close() {
            shell.close();
        }
    }
}
