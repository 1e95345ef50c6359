package org.musterhpc.launcher.config;

import org.jspecify.annotations.Nullable;

/**
 * How a machine is reached.
 *
 * @param host its name, or an alias in the user's own ssh configuration; null only for pools of hosts, which name theirs
 * @param user login name there; null: as ssh would choose
 * @param port null: as ssh would choose
 * @param identity private key file; null: as ssh would choose
 * @param knownHosts null: as ssh would choose; host keys are always checked
 * @param jump host to go through
 */
public record SshSettings(
        @Nullable String host,
        @Nullable String user,
        @Nullable Integer port,
        @Nullable String identity,
        @Nullable String knownHosts,
        @Nullable String jump,
        Transport transport) {

    /** Our own client, which needs nothing installed, or the user's {@code ssh} program with all its settings. */
    public enum Transport {
        JSCH,
        OPENSSH
    }
}
