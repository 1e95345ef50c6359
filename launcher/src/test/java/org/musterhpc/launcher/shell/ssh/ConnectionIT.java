package org.musterhpc.launcher.shell.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.config.SshSettings.Keys;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.TcpProxy;

/** Who lets whom in, and what happens when a connection breaks: the same for both ways over SSH. */
class ConnectionIT {
    private static final Command HELLO = Command.of(Ceiling.TIME, "echo", "hello");

    private static SshServer server;

    @TempDir
    private Path folder;

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

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void unknownHostKeyIsRefusedWithItsFingerprint(Kind kind) throws Exception {
        Refused refused = refused(kind, Kind.target(server, server.port, null, "user", "no_hosts"));
        assertThat(refused.reason()).isEqualTo(Refused.Reason.UNKNOWN_HOST_KEY);
        assertThat(refused.fingerprint()).isEqualTo(server.fingerprint());
        assertThat(refused).hasMessageContaining(server.fingerprint()).hasMessageContaining("127.0.0.1");
        assertThat(refused.advice())
                .contains("compare the fingerprint", "ssh -o ", " -p " + server.port)
                .hasLineCount(1);
        assertThat(server.file("no_hosts")).isEmptyFile();
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void changedHostKeyIsRefusedWithItsFingerprint(Kind kind) throws Exception {
        Refused refused = refused(kind, Kind.target(server, server.port, null, "user", "changed_hosts"));
        assertThat(refused.reason()).isEqualTo(Refused.Reason.CHANGED_HOST_KEY);
        assertThat(refused.fingerprint()).isEqualTo(server.fingerprint());
        assertThat(refused.advice())
                .contains("ssh-keygen -R '[127.0.0.1]:" + server.port + "' -f " + server.file("changed_hosts"))
                .hasLineCount(1);
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void hashedKnownHostIsKnown(Kind kind) throws Exception {
        Path hashed = server.file("hashed_" + kind);
        Files.copy(server.file("known_hosts"), hashed);
        SshServer.output("ssh-keygen", "-q", "-H", "-f", hashed.toString());
        assertThat(hashed).content().startsWith("|1|");
        hello(
                kind,
                Kind.target(
                        server, server.port, null, "user", hashed.getFileName().toString()),
                Prompt.NOBODY);
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void keyThatIsNotAuthorizedIsRefused(Kind kind) throws Exception {
        Refused refused = refused(kind, Kind.target(server, server.port, null, "stranger", "known_hosts"));
        assertThat(refused.reason()).isEqualTo(Refused.Reason.AUTHENTICATION);
        assertThat(refused.advice()).contains("identity: FILE", "ssh-add");
        assertThat(refused.problem().exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void lockedKeyWithNobodyToAskIsRefused(Kind kind) throws Exception {
        Refused refused = refused(kind, Kind.target(server, server.port, null, "locked", "known_hosts"));
        assertThat(refused.reason()).isEqualTo(Refused.Reason.AUTHENTICATION);
    }

    @Test
    void passphraseOfLockedKeyIsAskedForOnceASession() throws Exception {
        List<String> questions = new ArrayList<>();
        Prompt prompt = (question, hidden) -> {
            assertThat(hidden).isTrue();
            questions.add(question);
            return SshServer.PASSPHRASE;
        };
        hello(Kind.JSCH, Kind.target(server, server.port, null, "locked", "known_hosts"), prompt);
        assertThat(questions).hasSize(1).allMatch(text -> text.contains("locked"));
    }

    @Test
    void keyOfTheAgentNeedsNoPassphrase() throws Exception {
        Path socket = server.file("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().until(() -> Files.exists(socket));
            ProcessBuilder add =
                    new ProcessBuilder("ssh-add", "-q", server.file("locked").toString());
            Path answer = folder.resolve("answer");
            Files.writeString(answer, "#!/bin/sh\necho '" + SshServer.PASSPHRASE + "'\n");
            assertThat(answer.toFile().setExecutable(true)).isTrue();
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            add.environment().put("SSH_ASKPASS", answer.toString());
            add.environment().put("SSH_ASKPASS_REQUIRE", "force");
            assertThat(add.start().waitFor()).isZero();
            Target target = Kind.target(server, server.port, null, "locked", "known_hosts");
            try (Shell shell = new JschShell(target, null, server.folder, socket, Prompt.NOBODY)) {
                assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
            }
        } finally {
            agent.destroy();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void jumpHostIsGoneThrough(Kind kind) throws Exception {
        String me = System.getProperty("user.name");
        String jump = me + "@127.0.0.1:" + server.port;
        hello(kind, Kind.target(server, server.port, jump, "user", "known_hosts"), Prompt.NOBODY);
        assertThat(Files.readString(server.file("log"))).contains("Connection from 127.0.0.1");
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void hostKeyOfJumpHostIsCheckedToo(Kind kind) throws Exception {
        try (TcpProxy gate = new TcpProxy(server.port)) {
            String jump = "127.0.0.1:" + gate.port(); // known under the server's port only
            Refused refused = refused(kind, Kind.target(server, server.port, jump, "user", "known_hosts"));
            assertThat(refused.reason()).isEqualTo(Refused.Reason.UNKNOWN_HOST_KEY);
            assertThat(refused).hasMessageContaining("[127.0.0.1]:" + gate.port());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void portThatNobodyListensOnIsNotSent(Kind kind) throws Exception {
        int port;
        try (TcpProxy proxy = new TcpProxy(server.port)) {
            port = proxy.port();
        }
        try (Shell shell = kind.open(server, Kind.target(server, port, null, "user", "known_hosts"), Prompt.NOBODY)) {
            assertThatThrownBy(() -> shell.run(HELLO))
                    .isInstanceOf(NotSent.class)
                    .hasMessageContaining("cannot be reached")
                    .hasMessageContaining("refused");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void brokenConnectionIsNoAnswerAndNeverRunsTheCommandAgain(Kind kind) throws Exception {
        try (TcpProxy proxy = new TcpProxy(server.port)) {
            Path known = server.knownAt(proxy.port());
            Target target = Kind.target(
                    server, proxy.port(), null, "user", known.getFileName().toString());
            try (Shell shell = kind.open(server, target, Prompt.NOBODY)) {
                assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
                Path ran = folder.resolve("ran");
                Path gate = folder.resolve("gate");
                Command slow = Command.of(
                        Ceiling.TIME,
                        "sh",
                        "-c",
                        "echo $$ >> \"$1\"; until [ -e \"$2\" ]; do sleep 0.1; done",
                        "sh",
                        ran.toString(),
                        gate.toString());
                CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> {
                    try {
                        return shell.run(slow);
                    } catch (ShellFailure e) {
                        throw new CompletionException(e);
                    }
                });
                await().until(() -> Files.exists(ran) && Files.size(ran) > 0);
                proxy.cut();
                assertThatThrownBy(answer::join)
                        .hasCauseInstanceOf(NoAnswer.class)
                        .hasMessageContaining("broke");
                Files.createFile(gate);
                assertThatThrownBy(() -> shell.run(HELLO)).isInstanceOf(NotSent.class);
                proxy.mend();
                assertThat(new Retries(time -> {})
                                .idempotent(() -> shell.run(HELLO))
                                .outText())
                        .isEqualTo("hello\n");
                assertThat(Files.readAllLines(ran)).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void manyCommandsUseOneConnection(Kind kind) throws Exception {
        Target target = Kind.target(server, server.port, null, "user", "known_hosts");
        long before = accepted();
        try (Shell shell = kind.open(server, target, Prompt.NOBODY)) {
            shell.run(HELLO);
            long start = System.nanoTime();
            int many = 20;
            for (int i = 0; i < many; i++) {
                shell.run(HELLO);
            }
            System.out.printf("%s: %.1f ms a command%n", kind, (System.nanoTime() - start) / 1e6 / many);
        }
        assertThat(accepted() - before).isEqualTo(1);
    }

    @Test
    void mastersOfTheUserAreUsed() throws Exception {
        Path socket = server.file("users");
        Path config = server.file("users_config");
        Files.writeString(config, "Host *\n ControlPath " + socket + "\n");
        SshProgram ssh = new SshProgram(Path.of("/usr/bin/ssh"), List.of("-F", config.toString()));
        Target right = Kind.target(server, server.port, null, "user", "known_hosts");
        List<String> argv = new ArrayList<>(ssh.line(right));
        argv.addAll(List.of("-M", "-N", "--", right.host()));
        Process master = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("m").toFile())
                .start();
        try {
            await().until(() -> Files.exists(socket));
            // With the wrong key: only the master's connection lets it in.
            Target wrong = new Target(
                    right.host(),
                    right.user(),
                    right.port(),
                    null,
                    new Keys(server.file("stranger"), right.keys().knownHosts()));
            try (Shell shell = new OpenSshShell(wrong, ssh, server.file("s"), false, Duration.ZERO)) {
                assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
            }
        } finally {
            master.destroy();
        }
    }

    private static long accepted() throws Exception {
        return Files.readAllLines(server.file("log")).stream()
                .filter(line -> line.contains("Accepted publickey"))
                .count();
    }

    private static void hello(Kind kind, Target target, Prompt prompt) throws Exception {
        try (Shell shell = kind.open(server, target, prompt)) {
            assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
            assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
        }
    }

    private static Refused refused(Kind kind, Target target) {
        try (Shell shell = kind.open(server, target, Prompt.NOBODY)) {
            return catchThrowableOfType(Refused.class, () -> shell.run(HELLO));
        }
    }
}
