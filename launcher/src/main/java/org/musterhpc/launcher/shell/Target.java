package org.musterhpc.launcher.shell;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.SshSettings;

/**
 * One machine, and how the user wants it reached; null: what ssh would take.
 *
 * @param host name, or alias in {@code ~/.ssh/config}
 * @param jump {@code [user@]host[:port]} to go through, several with commas between them
 */
public record Target(
        String host,
        @Nullable String user,
        @Nullable Integer port,
        @Nullable String jump,
        SshSettings.Keys keys) {

    /** The machine that the settings name; {@code host} where they name none, as for a cluster of hosts. */
    public static Target of(SshSettings ssh, String host) {
        return new Target(ssh.host() == null ? host : ssh.host(), ssh.user(), ssh.port(), ssh.jump(), ssh.keys());
    }

    /** The command that a user would type to get there. */
    String byHand() {
        StringBuilder line = new StringBuilder("ssh");
        if (keys.knownHosts() != null) {
            line.append(" -o ").append(ShellQuoting.quote("UserKnownHostsFile=" + keys.knownHosts()));
        }
        if (keys.identity() != null) {
            line.append(" -i ").append(ShellQuoting.quote(keys.identity().toString()));
        }
        if (jump != null) {
            line.append(" -J ").append(jump);
        }
        if (port != null) {
            line.append(" -p ").append(port);
        }
        return line.append(' ').append(this).toString();
    }

    /** {@code user@host}. */
    @Override
    public String toString() {
        return user == null ? host : user + "@" + host;
    }
}
