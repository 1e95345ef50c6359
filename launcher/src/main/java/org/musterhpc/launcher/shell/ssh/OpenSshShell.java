package org.musterhpc.launcher.shell.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Catch;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Framing;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.TimeLimit;
import org.musterhpc.launcher.shell.local.LocalRun;

/**
 * Another machine through the user's own {@code ssh}: with their configuration, their jump hosts, and their
 * ControlMaster where one is connected. Else a master of ours carries all commands, and stays for a while after us, so
 * that a second factor is asked for once.
 */
public final class OpenSshShell implements Shell {
    private final Target target;
    private final SshProgram ssh;
    private final SshMaster master;
    /** To the connection that is there; null while it is not known whether there is one. */
    private SshMaster.@Nullable Way way;

    /**
     * @param sockets a folder 0700 for the masters' sockets
     * @param terminal whether ssh may ask the user there
     * @param linger how long a master of ours stays unused; zero: it ends with {@link #close}
     */
    public OpenSshShell(Target target, SshProgram ssh, Path sockets, boolean terminal, Duration linger) {
        this.target = target;
        this.ssh = ssh;
        this.master = new SshMaster(target, ssh, sockets, terminal, linger);
    }

    @Override
    public Answer run(Command command) throws NoAnswer, NotSent, Refused {
        Framing framing = new Framing(command);
        List<String> argv = new ArrayList<>(ssh.line(target));
        SshMaster.Way by = connection();
        argv.addAll(by.options());
        argv.addAll(List.of("-o", "BatchMode=yes", "-o", "ControlMaster=no", "-o", "LogLevel=ERROR"));
        argv.addAll(List.of("--", target.host(), framing.line()));
        // The master may be gone: then ssh connects anew by itself, which takes its time.
        Duration limit = command.limit().plus(Framing.GRACE).plusSeconds(SshProgram.CONNECT_SECONDS);
        LocalRun run = new LocalRun(new Command(argv, command.input(), limit), name());
        TimeLimit started = new TimeLimit(limit);
        NoAnswer none = null;
        try {
            run.inOwnSession();
        } catch (NoAnswer e) {
            none = e;
        }
        Answer answer = read(command, framing, run, started.took());
        if (answer != null) {
            return answer;
        }
        boolean begun = framing.begun(run.err());
        if (none != null) {
            doubt(by, !begun);
            throw NoAnswer.timedOut(name(), command);
        }
        SshMessages messages = new SshMessages(target, new Answer(0, run.out(), run.err()).errText());
        Refused refused = begun ? null : messages.refusal().orElse(null);
        doubt(by, !begun && refused == null);
        if (refused != null) {
            throw refused;
        }
        NotSent notSent = begun ? null : messages.unreachable().orElse(null);
        if (notSent != null) {
            throw notSent;
        }
        throw NoAnswer.broken(name(), command, null);
    }

    /** Null where none has arrived. */
    private @Nullable Answer read(Command command, Framing framing, LocalRun run, Duration took) throws NoAnswer {
        if (Thread.currentThread().isInterrupted()) {
            throw NoAnswer.interrupted(name(), command);
        }
        if (run.out().length >= Catch.OUT) {
            throw NoAnswer.tooLong(name(), command, Catch.OUT);
        }
        Answer answer = framing.answer(run.out(), run.err()).orElse(null);
        if (answer != null && framing.timedOut(answer, took)) {
            throw NoAnswer.timedOut(name(), command);
        }
        return answer;
    }

    /**
     * The next command looks anew for a connection.
     *
     * @param useless nothing went through this one: it is left, though its master may say that all is well
     */
    private synchronized void doubt(SshMaster.Way by, boolean useless) {
        // Not where another command was let down before, and there is a new one by now.
        if (by == way) {
            way = null;
            if (useless) {
                master.leave(by);
            }
        }
    }

    private synchronized SshMaster.Way connection() throws NoAnswer, NotSent, Refused {
        SshMaster.Way known = way;
        if (known == null) {
            known = master.connect();
            way = known;
        }
        return known;
    }

    @Override
    public String name() {
        return target.toString();
    }

    @Override
    public synchronized void close() {
        way = null;
        master.close();
    }
}
