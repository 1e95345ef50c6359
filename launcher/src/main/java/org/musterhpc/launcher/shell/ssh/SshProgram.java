package org.musterhpc.launcher.shell.ssh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.launcher.shell.ShellQuoting;
import org.musterhpc.launcher.shell.Target;

/**
 * The user's own {@code ssh}.
 *
 * @param file the program
 * @param options come before all that we say, as {@code -F FILE} must
 */
public record SshProgram(Path file, List<String> options) {
    /** Seconds until a machine that does not answer is given up, and between two signs of life. */
    static final int CONNECT_SECONDS = 15;

    static final int ALIVE_SECONDS = 15;
    static final int ALIVE_COUNT = 3;

    public SshProgram {
        options = List.copyOf(options);
    }

    /** The first on the {@code PATH} of the environment. */
    public static Optional<SshProgram> find(Map<String, String> env) {
        for (String folder :
                env.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(":", -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, "ssh").toAbsolutePath();
            if (Files.isExecutable(file)) {
                return Optional.of(new SshProgram(file, List.of()));
            }
        }
        return Optional.empty();
    }

    /** Everything but the host: who, whereto, by what way; host keys strict for the jump host too. */
    List<String> line(Target target) {
        List<String> line = new ArrayList<>(start(target));
        line.addAll(List.of("-T", "-a", "-x", "-o", "ClearAllForwardings=yes"));
        // Older programs do not know RemoteCommand; a user's own would stand in the way of ours.
        line.addAll(List.of("-o", "IgnoreUnknown=RemoteCommand", "-o", "RemoteCommand=none"));
        line.addAll(List.of("-o", "ServerAliveInterval=" + ALIVE_SECONDS, "-o", "ServerAliveCountMax=" + ALIVE_COUNT));
        if (target.user() != null) {
            line.addAll(List.of("-l", target.user()));
        }
        if (target.port() != null) {
            line.addAll(List.of("-p", target.port().toString()));
        }
        if (target.jump() != null) {
            line.addAll(List.of("-o", "ProxyCommand=" + through(target, target.jump())));
        }
        return line;
    }

    private List<String> start(Target target) {
        List<String> line = new ArrayList<>(List.of(file.toString()));
        line.addAll(options);
        line.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=" + CONNECT_SECONDS));
        if (target.keys().identity() != null) {
            line.addAll(List.of("-i", target.keys().identity().toString(), "-o", "IdentitiesOnly=yes"));
        }
        if (target.keys().knownHosts() != null) {
            line.addAll(List.of("-o", "UserKnownHostsFile=\"" + target.keys().knownHosts() + "\""));
        }
        return line;
    }

    /**
     * What {@code -J} does, but with our key, known hosts and strict checking, which {@code -J} does not hand on. Jump
     * hosts before the last one are left to {@code -J} of the last one's connection.
     */
    private String through(Target target, String jumps) {
        int comma = jumps.lastIndexOf(',');
        Hop hop = Hop.of(jumps.substring(comma + 1));
        List<String> line = new ArrayList<>(start(target));
        line.add("-v");
        if (comma > 0) {
            line.addAll(List.of("-J", jumps.substring(0, comma)));
        }
        if (hop.user() != null) {
            line.addAll(List.of("-l", hop.user()));
        }
        if (hop.port() != null) {
            line.addAll(List.of("-p", hop.port().toString()));
        }
        String fixed = ShellQuoting.line(line).replace("%", "%%");
        return fixed + " -W '[%h]:%p' -- " + ShellQuoting.quote(hop.host());
    }
}
