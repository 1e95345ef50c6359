package org.musterhpc.launcher.shell.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.SshSettings.Keys;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.shell.local.LocalShell;

/** The shells that one suite is run against. */
public enum Kind {
    LOCAL,
    OPENSSH,
    JSCH;

    private static final SshProgram SSH = new SshProgram(Path.of("/usr/bin/ssh"), List.of("-F", "/dev/null"));

    /** To the server itself, with the right key and its host known. */
    public Shell open(SshServer server) {
        return open(server, target(server, server.port, null, "user", "known_hosts"), Prompt.NOBODY);
    }

    Shell open(SshServer server, Target target, Prompt prompt) {
        return switch (this) {
            case LOCAL -> new LocalShell();
            case OPENSSH -> new OpenSshShell(target, SSH, server.file("s"), false, Duration.ZERO);
            case JSCH -> new JschShell(target, SSH, server.folder, null, prompt);
        };
    }

    static Target target(SshServer server, int port, @Nullable String jump, String key, String known) {
        return new Target(
                "127.0.0.1",
                System.getProperty("user.name"),
                port,
                jump,
                new Keys(server.file(key), server.file(known)));
    }
}
