package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Logger;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Target;

/** Makes sessions: through jump hosts, host keys checked at each. */
final class JschConnection {
    private static final int CONNECT_MS = SshProgram.CONNECT_SECONDS * 1000;
    private static final int ALIVE_MS = SshProgram.ALIVE_SECONDS * 1000;

    private final HostLookup lookup;
    private final Prompt prompt;
    private final @Nullable Path agent;

    JschConnection(HostLookup lookup, Prompt prompt, @Nullable Path agent) {
        this.lookup = lookup;
        this.prompt = prompt;
        this.agent = agent;
    }

    Session open(Target target) throws NotSent, Refused {
        HostSettings settings = lookup.resolve(target);
        if (settings.way().proxyCommand() != null) {
            throw new NotSent(
                    target + " is reached by a ProxyCommand, which jsch does not run",
                    "write transport: openssh, or jump: HOST under ssh:",
                    null);
        }
        String jump = settings.way().jump();
        if (jump == null) {
            return open(target, settings, null);
        }
        Session before = null;
        for (String text : jump.split(",", -1)) {
            Hop hop = Hop.of(text.strip());
            Target gate = new Target(hop.host(), hop.user(), hop.port(), null, target.keys());
            before = open(gate, lookup.resolve(gate), before);
        }
        return open(target, settings, before);
    }

    private Session open(Target target, HostSettings settings, @Nullable Session jump) throws NotSent, Refused {
        HostKeys hostKeys = null;
        Session session = null;
        BrokenLogin login = new BrokenLogin();
        try {
            hostKeys = new HostKeys(settings.knownHosts());
            Hop at = settings.at();
            session = new JSch().getSession(at.user(), at.host(), Objects.requireNonNull(at.port()));
            session.setHostKeyRepository(hostKeys);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("PreferredAuthentications", "publickey,keyboard-interactive,password");
            if (settings.alias() != null) {
                session.setHostKeyAlias(settings.alias());
            }
            session.setIdentityRepository(new Identities(settings.identities(), agent, settings.onlyThese()));
            session.setUserInfo(new Asker(prompt));
            session.setLogger(login);
            session.setDaemonThread(true);
            session.setServerAliveInterval(ALIVE_MS);
            session.setServerAliveCountMax(SshProgram.ALIVE_COUNT);
            if (jump != null) {
                session.setProxy(new JumpProxy(jump));
            }
            session.connect(CONNECT_MS);
            return session;
        } catch (JSchException e) {
            if (session != null) {
                session.disconnect();
            }
            if (jump != null) {
                jump.disconnect();
            }
            if (login.cause != null) {
                throw NotSent.unreachable(target, "the connection broke while it logged in: " + login.cause, e);
            }
            Refused refused = refusal(target, settings, hostKeys, e);
            if (refused != null) {
                throw refused;
            }
            throw NotSent.unreachable(target, reason(e), e);
        }
    }

    /** JSch's text begins with the class of what caused it: {@code java.net.ConnectException: Connection refused}. */
    private static String reason(JSchException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^(?:[a-z]+\\.)+[A-Za-z]+: ", "");
    }

    private static @Nullable Refused refusal(
            Target target, HostSettings settings, @Nullable HostKeys keys, JSchException e) {
        String text = String.valueOf(e.getMessage());
        if (keys != null && e instanceof JSchChangedHostKeyException) {
            return Refused.changedKey(
                    target, keys.askedFor(target.host()), keys.fingerprint(), first(settings.knownHosts()));
        }
        if (keys != null && e instanceof JSchHostKeyException) {
            return Refused.unknownKey(target, keys.askedFor(target.host()), keys.fingerprint());
        }
        boolean authentication = text.startsWith("Auth ")
                || text.contains("Too many authentication failures")
                || text.contains("invalid privatekey");
        return authentication ? Refused.authentication(target, text) : null;
    }

    private static @Nullable String first(List<Path> files) {
        return files.stream()
                .filter(Files::isReadable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** JSch takes a connection that breaks while it logs in for a refusal of the key: only its log tells the two apart. */
    private static final class BrokenLogin implements Logger {
        private @Nullable String cause;

        @Override
        public boolean isEnabled(int level) {
            return level == Logger.WARN;
        }

        @Override
        public void log(int level, String message) {
            // What it says of a connection that holds.
        }

        @Override
        public void log(int level, String message, @Nullable Throwable failure) {
            if (failure instanceof IOException) {
                cause = String.valueOf(failure.getMessage());
            }
        }
    }
}
