package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Catch;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Framing;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.TimeLimit;

/** Another machine through JSch: nothing needs to be installed here. One session carries all commands. */
public final class JschShell implements Shell {
    /** sshd allows ten channels a session, if nobody changed that. */
    private static final int CHANNELS = 8;

    private static final int OPEN_MS = SshProgram.CONNECT_SECONDS * 1000;

    private final Target target;
    private final JschSessions sessions;
    private final Semaphore channels = new Semaphore(CHANNELS);

    /**
     * @param ssh resolves the host; null where there is none: then {@code ~/.ssh/config} is read
     * @param home the user's home folder
     * @param agent socket of the user's ssh-agent, or null
     */
    public JschShell(Target target, @Nullable SshProgram ssh, Path home, @Nullable Path agent, Prompt prompt) {
        this.target = target;
        this.sessions = new JschSessions(target, new JschConnection(new HostLookup(ssh, home), prompt, agent));
    }

    @Override
    public Answer run(Command command) throws NoAnswer, NotSent, Refused {
        try {
            if (!channels.tryAcquire(command.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotSent(name() + ": too many commands at once", "wait until some have ended", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSent(name() + ": interrupted", "start it again", e);
        }
        try {
            return attempt(command);
        } finally {
            channels.release();
        }
    }

    /** A session that let a command down gets no other one: it may go on saying that it is connected. */
    private Answer attempt(Command command) throws NoAnswer, NotSent, Refused {
        JschSessions.Use use = sessions.take();
        try {
            return run(use, command);
        } catch (NotSent e) {
            sessions.drop(use);
            throw e;
        } finally {
            sessions.release(use);
        }
    }

    private Answer run(JschSessions.Use use, Command command) throws NoAnswer, NotSent {
        Framing framing = new Framing(command);
        Catch out = new Catch(Catch.OUT);
        Catch err = new Catch(Catch.ERR);
        TimeLimit deadline = new TimeLimit(command.limit().plus(Framing.GRACE));
        ChannelExec channel = channel(use.session());
        try {
            channel.setCommand(framing.line());
            channel.setOutputStream(out);
            channel.setErrStream(err);
            channel.setInputStream(command.input().open());
            connect(channel, use, command);
            boolean ended = out.awaitClose(deadline) && err.awaitClose(deadline);
            if (out.full()) {
                throw NoAnswer.tooLong(name(), command, Catch.OUT);
            }
            Optional<Answer> answer = read(command, framing, out, err, ended, deadline.took());
            if (answer.isEmpty()) {
                // Where the other side says how its shell ended, only that has died, and not the connection.
                if (channel.getExitStatus() < 0 && channel.getExitSignal() == null) {
                    sessions.drop(use);
                }
                throw NoAnswer.broken(name(), command, null);
            }
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NoAnswer.interrupted(name(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            channel.disconnect();
        }
    }

    /** Empty: the channel was closed before the command's end. */
    private Optional<Answer> read(Command command, Framing framing, Catch out, Catch err, boolean ended, Duration took)
            throws NoAnswer {
        Optional<Answer> answer = framing.answer(out.bytes(), err.bytes());
        if (answer.isPresent() ? framing.timedOut(answer.get(), took) : !ended) {
            throw NoAnswer.timedOut(name(), command);
        }
        return answer;
    }

    private ChannelExec channel(Session on) throws NotSent {
        try {
            Channel channel = on.openChannel("exec");
            if (channel == null) {
                // What JSch gives where the connection breaks at this moment.
                throw NotSent.unreachable(target, "the connection has just broken", new JSchException("no channel"));
            }
            return (ChannelExec) channel;
        } catch (JSchException e) {
            throw NotSent.unreachable(target, String.valueOf(e.getMessage()), e);
        }
    }

    private void connect(ChannelExec channel, JschSessions.Use use, Command command) throws NoAnswer, NotSent {
        try {
            channel.connect(OPEN_MS);
        } catch (JSchException e) {
            // Only these say that no channel was there to send a command on.
            String reason = String.valueOf(e.getMessage());
            if (reason.startsWith("channel is not opened")) {
                throw NotSent.unreachable(target, "it opens no channel", e);
            }
            if (reason.equals("session is down")) {
                throw NotSent.unreachable(target, "the connection has broken", e);
            }
            sessions.drop(use);
            throw NoAnswer.broken(name(), command, e);
        }
    }

    @Override
    public String name() {
        return target.toString();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
