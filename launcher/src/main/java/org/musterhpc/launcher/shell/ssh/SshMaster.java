package org.musterhpc.launcher.shell.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.local.LocalRun;

/** The connection that carries the commands: the user's own master, or one of ours. */
final class SshMaster {
    /** For a master to say whether it is there, on a machine that is busy; one that was stopped never does. */
    private static final Duration ASIDE = Duration.ofSeconds(15);
    /** A user may have to find their telephone. */
    private static final Duration WITH_USER = Duration.ofMinutes(3);

    private static final Duration ALONE = Duration.ofSeconds(2L * SshProgram.CONNECT_SECONDS + 10);

    private final Target target;
    private final SshProgram ssh;
    private final Path sockets;
    private final boolean terminal;
    private final Duration linger;
    private @Nullable Path own;
    private boolean usersLetUsDown;

    /** How commands get to a connection; each one that is made is another one. Without options: to the user's own master. */
    static final class Way {
        private final List<String> options;

        private Way(String... options) {
            this.options = List.of(options);
        }

        List<String> options() {
            return options;
        }
    }

    SshMaster(Target target, SshProgram ssh, Path sockets, boolean terminal, Duration linger) {
        this.target = target;
        this.ssh = ssh;
        this.sockets = sockets;
        this.terminal = terminal;
        this.linger = linger;
    }

    /** Sees that there is a connection. */
    Way connect() throws NoAnswer, NotSent, Refused {
        Way users = new Way();
        if (!usersLetUsDown && answers(users)) {
            return users;
        }
        Path socket = ControlSocket.of(sockets, ssh, target);
        if (!ControlSocket.fits(socket)) {
            // Every command connects for itself; what a second factor needs does not work so.
            return new Way("-S", "none");
        }
        PrivateFiles.folder(sockets);
        own = socket;
        Way way = new Way("-S", socket.toString());
        if (!answers(way)) {
            try {
                start(socket);
            } catch (NoAnswer | NotSent | Refused e) {
                // The user's own may be better than none, whatever it did.
                usersLetUsDown = false;
                throw e;
            }
        }
        return way;
    }

    /**
     * After a command that did not even begin: a master that listens may have no connection any more. It gets no other
     * commands of ours; those that it carries go on.
     */
    void leave(Way way) {
        if (way.options().isEmpty()) {
            usersLetUsDown = true;
        } else if (own != null) {
            stop(own);
        }
    }

    /** It ends with what it carries. One that does not even listen loses its name to the next. */
    private void stop(Path socket) {
        try {
            ask("stop", List.of("-S", socket.toString()));
        } catch (NoAnswer stuck) {
            if (!Thread.currentThread().isInterrupted()) {
                delete(socket);
            }
        }
    }

    /** Whether it listens. One that was stopped with the terminal that it runs in says nothing. */
    private boolean answers(Way way) throws NoAnswer {
        try {
            return ask("check", way.options());
        } catch (NoAnswer stuck) {
            if (Thread.currentThread().isInterrupted()) {
                throw stuck;
            }
            leave(way);
            return false;
        }
    }

    /** Lets our own master go, where it should not stay. */
    void close() {
        Path socket = own;
        if (socket != null && linger.isZero()) {
            try {
                ask("exit", List.of("-S", socket.toString()));
            } catch (NoAnswer stuck) {
                // It listens no more; it ends itself when the other side gives no sign of life.
            }
        }
        own = null;
    }

    private boolean ask(String word, List<String> way) throws NoAnswer {
        List<String> argv = new ArrayList<>(ssh.line(target));
        argv.addAll(way);
        argv.addAll(List.of("-O", word, "--", target.host()));
        return local(new Command(argv, Input.NOTHING, ASIDE)).inOwnSession().exit() == 0;
    }

    private void start(Path socket) throws NoAnswer, NotSent, Refused {
        List<String> argv = new ArrayList<>();
        Path log = log();
        // The master keeps its outputs open: a pipe would never end. It tells the fingerprint only with -v.
        argv.addAll(List.of("sh", "-c", "exec \"$@\" >\"$0\" 2>&1", log.toString()));
        argv.addAll(ssh.line(target));
        argv.addAll(List.of("-v", "-M", "-S", socket.toString(), "-o", "BatchMode=" + (terminal ? "no" : "yes")));
        argv.addAll(List.of("-o", "ControlPersist=" + (linger.isZero() ? "yes" : linger.toSeconds())));
        argv.addAll(List.of("--", target.host(), "true"));
        LocalRun run = local(new Command(argv, Input.NOTHING, terminal ? WITH_USER : ALONE));
        try {
            Answer answer = terminal ? run.atTerminal() : run.inOwnSession();
            if (answer.exit() != 0) {
                refuse(new SshMessages(target, Files.readString(log)));
            }
        } catch (NoAnswer e) {
            throw NotSent.unreachable(target, "no connection in time", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(log);
        }
    }

    private void refuse(SshMessages messages) throws NotSent, Refused {
        Refused refused = messages.refusal().orElse(null);
        if (refused != null) {
            throw refused;
        }
        throw messages.unreachable().orElseGet(() -> NotSent.unreachable(target, messages.last(), null));
    }

    private LocalRun local(Command command) {
        return new LocalRun(command, target.toString());
    }

    private Path log() {
        try {
            return Files.createTempFile(sockets, "ssh-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
