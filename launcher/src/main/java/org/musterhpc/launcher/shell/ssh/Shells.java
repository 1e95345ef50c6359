package org.musterhpc.launcher.shell.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.SshSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.local.LocalShell;

/** Opens the shell that a cluster's settings ask for. Connections are made by the first command. */
public final class Shells {
    private static final Duration LINGER = Duration.ofMinutes(10);

    private final Map<String, String> env;
    private final Prompt prompt;

    /** @param prompt {@link Prompt#terminal()}, or {@link Prompt#NOBODY} where no user waits */
    public Shells(Map<String, String> env, Prompt prompt) {
        this.env = Map.copyOf(env);
        this.prompt = prompt;
    }

    /**
     * @param ssh null: this machine
     * @param host one of a cluster of hosts, where the settings name none
     * @throws Problem usage, where {@code transport: openssh} finds no ssh
     */
    public Shell open(@Nullable SshSettings ssh, String host) {
        if (ssh == null) {
            return new LocalShell();
        }
        Target target = Target.of(ssh, host);
        return switch (ssh.transport()) {
            case OPENSSH -> openssh(target);
            case JSCH -> jsch(target);
        };
    }

    private Shell openssh(Target target) {
        SshProgram program = SshProgram.find(env)
                .orElseThrow(() -> Problem.usage(
                        "no ssh on the PATH, which transport: openssh needs", "install it, or write transport: jsch"));
        Path sockets = MusterHome.of(env).root().resolve("ssh");
        return new OpenSshShell(target, program, sockets, prompt != Prompt.NOBODY, LINGER);
    }

    private Shell jsch(Target target) {
        String agent = env.get("SSH_AUTH_SOCK");
        Path home = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
        Path socket = agent == null || agent.isBlank() ? null : Path.of(agent);
        return new JschShell(target, SshProgram.find(env).orElse(null), home, socket, prompt);
    }
}
