package org.musterhpc.launcher.shell;

import com.jcraft.jsch.Channel;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Another machine through JSch: nothing needs to be installed here. One session carries all commands. */
public final class JschShell implements Shell {
    /** sshd allows ten channels a session, if nobody changed that. */
    private static final int CHANNELS = 8;

    private static final int OPEN_MS = SshProgram.CONNECT_SECONDS * 1000;

    private final Target target;
    private final JschConnection connection;
    private final Semaphore channels = new Semaphore(CHANNELS);
    private @Nullable Session session;

    /**
     * @param ssh resolves the host; null where there is none: then {@code ~/.ssh/config} is read
     * @param home the user's home folder
     * @param agent socket of the user's ssh-agent, or null
     */
    public JschShell(Target target, @Nullable SshProgram ssh, Path home, @Nullable Path agent, Prompt prompt) {
        this.target = target;
        this.connection = new JschConnection(new HostLookup(ssh, home), prompt, agent);
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
            return run(session(), command);
        } finally {
            channels.release();
        }
    }

    private Answer run(Session on, Command command) throws NoAnswer, NotSent {
        Framing framing = new Framing(command);
        Catch out = new Catch(Catch.OUT);
        Catch err = new Catch(Catch.ERR);
        Deadline deadline = new Deadline(command.limit().plus(Framing.GRACE));
        ChannelExec channel = channel(on);
        try {
            channel.setCommand(framing.line());
            channel.setOutputStream(out);
            channel.setErrStream(err);
            channel.setInputStream(command.input().open());
            connect(channel, command);
            boolean ended = out.awaitClose(deadline) && err.awaitClose(deadline);
            if (out.full()) {
                throw NoAnswer.tooLong(name(), command, Catch.OUT);
            }
            return read(command, framing, out, err, ended, deadline.took());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NoAnswer.interrupted(name(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            channel.disconnect();
        }
    }

    private Answer read(Command command, Framing framing, Catch out, Catch err, boolean ended, Duration took)
            throws NoAnswer {
        Answer answer = framing.answer(out.bytes(), err.bytes()).orElse(null);
        if (answer != null && !framing.timedOut(answer, took)) {
            return answer;
        }
        if (answer != null || !ended) {
            throw NoAnswer.timedOut(name(), command);
        }
        throw NoAnswer.broken(name(), command, null);
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

    private void connect(ChannelExec channel, Command command) throws NoAnswer, NotSent {
        try {
            channel.connect(OPEN_MS);
        } catch (JSchException e) {
            // Only this one says that no channel was there to send a command on.
            if (String.valueOf(e.getMessage()).startsWith("channel is not opened")) {
                throw NotSent.unreachable(target, "it opens no channel", e);
            }
            throw NoAnswer.broken(name(), command, e);
        }
    }

    private synchronized Session session() throws NotSent, Refused {
        Session open = session;
        if (open == null || !open.isConnected()) {
            open = connection.open(target);
            session = open;
        }
        return open;
    }

    @Override
    public String name() {
        return target.toString();
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.disconnect();
            session = null;
        }
    }
}
