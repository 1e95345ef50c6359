package org.musterhpc.launcher.shell.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.config.SshSettings.Keys;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.TcpProxy;

/** Connections that say that they are there, and carry nothing: another one is opened, and nobody believes them twice. */
class LostConnectionIT {
    private static final Command HELLO = Command.of(Ceiling.TIME, "echo", "hello");
    private static final Retries AT_ONCE = new Retries(time -> {});

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = "LOCAL", mode = EnumSource.Mode.EXCLUDE)
    void connectionThatTakesNoMoreCommandsIsReplacedAndKeepsThoseThatItHas(Kind kind) throws Exception {
        try (SshServer server = SshServer.start("MaxSessions 1");
                Shell shell = kind.open(server)) {
            Path gate = folder.resolve("gate");
            Path begun = folder.resolve("begun");
            Command waits = Command.of(
                    Ceiling.TIME,
                    "sh",
                    "-c",
                    "echo >\"$1\"; until [ -e \"$2\" ]; do sleep 0.1; done; echo all",
                    "sh",
                    begun.toString(),
                    gate.toString());
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> run(shell, waits));
            await().until(() -> Files.exists(begun));
            assertThat(AT_ONCE.idempotent(() -> shell.run(HELLO)).outText()).isEqualTo("hello\n");
            assertThat(AT_ONCE.once(() -> shell.run(HELLO)).outText()).isEqualTo("hello\n");
            Files.createFile(gate);
            assertThat(first.join().outText()).isEqualTo("all\n");
        }
    }

    /** The ssh is none: what a master says and does is written into it. */
    @Test
    void mastersThatListenButCarryNothingAreLeft() throws Exception {
        Shell shell = fake("""
                case "$*" in
                  *"-O check"*) [ -e master ] || case "$*" in *"-S "*) exit 255 ;; esac ;;
                  *"-O stop"*) rm master ;;
                  *" -M "*) : >master ;;
                  *"-S "*) if [ -e sound ]; then exec sh -c "$last"; else echo 'mux: broken' >&2; exit 255; fi ;;
                  *) echo 'mux_client: read from master failed: Broken pipe' >&2; exit 255 ;;
                esac
                """);
        // The user's own.
        assertThatThrownBy(() -> shell.run(HELLO)).isInstanceOf(NoAnswer.class);
        // Ours, which breaks, too.
        assertThatThrownBy(() -> shell.run(HELLO)).isInstanceOf(NoAnswer.class);
        assertThat(said("-O stop")).hasSize(1);
        Files.createFile(folder.resolve("sound"));
        assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
        assertThat(said(" -M ")).hasSize(2);
        shell.close();
    }

    @Test
    void usersMasterIsTakenAgainWhereNoneOfOursCanBeMade() throws Exception {
        Shell shell = fake("""
                case "$*" in
                  *"-O check"*"-S "*|*"-S "*"-O check"*) exit 255 ;;
                  *"-O check"*) ;;
                  *" -M "*) echo 'user@host: Permission denied (keyboard-interactive).' >&2; exit 255 ;;
                  *) if [ -e sound ]; then exec sh -c "$last"; else echo 'Broken pipe' >&2; exit 255; fi ;;
                esac
                """);
        assertThatThrownBy(() -> shell.run(HELLO)).isInstanceOf(NoAnswer.class);
        assertThatThrownBy(() -> shell.run(HELLO)).isInstanceOf(Refused.class);
        Files.createFile(folder.resolve("sound"));
        assertThat(shell.run(HELLO).outText()).isEqualTo("hello\n");
        shell.close();
    }

    @Test
    void connectionThatBreaksWhileItLogsInIsTriedAgain() throws Exception {
        try (SshServer server = SshServer.start();
                TcpProxy proxy = new TcpProxy(server.port)) {
            String known = server.knownAt(proxy.port()).getFileName().toString();
            List<String> asked = new ArrayList<>();
            Prompt cuts = (question, hidden) -> {
                if (asked.isEmpty()) {
                    proxy.reset();
                }
                asked.add(question);
                return SshServer.PASSPHRASE;
            };
            try (Shell shell = Kind.JSCH.open(server, Kind.target(server, proxy.port(), null, "locked", known), cuts)) {
                assertThat(AT_ONCE.once(() -> shell.run(HELLO)).outText()).isEqualTo("hello\n");
            }
            assertThat(asked).hasSize(2);
        }
    }

    private Shell fake(String body) throws Exception {
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, "#!/bin/bash\ncd '" + folder + "' || exit 1\necho \"$*\" >>said\nlast=${!#}\n" + body);
        assertThat(ssh.toFile().setExecutable(true)).isTrue();
        Target target = new Target("host", "user", 22, null, new Keys(null, null));
        return new OpenSshShell(target, new SshProgram(ssh, List.of()), folder.resolve("s"), false, Duration.ZERO);
    }

    private List<String> said(String words) throws Exception {
        return Files.readAllLines(folder.resolve("said")).stream()
                .filter(line -> line.contains(words))
                .toList();
    }

    private static Answer run(Shell shell, Command command) {
        try {
            return shell.run(command);
        } catch (ShellFailure e) {
            throw new CompletionException(e);
        }
    }
}
