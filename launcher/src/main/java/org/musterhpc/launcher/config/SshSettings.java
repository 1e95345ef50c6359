package org.musterhpc.launcher.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is reached from elsewhere.
 *
 * @param host a name, or an alias of the user's {@code ~/.ssh/config}; null for a cluster of hosts, where each has its own
 * @param user null: what ssh would take
 * @param port null: what ssh would take
 * @param jump host to go through, or null
 * @param keys private key and known hosts
 * @param transport what carries the connection
 */
public record SshSettings(
        @Nullable String host,
        @Nullable String user,
        @Nullable Integer port,
        @Nullable String jump,
        Keys keys,
        Transport transport) {
    /** All as ssh would take it. */
    public static final SshSettings PLAIN =
            new SshSettings(null, null, null, null, new Keys(null, null), Transport.JSCH);

    /** Files that prove who we are and who the other side is; null: what ssh would take. */
    public record Keys(@Nullable Path identity, @Nullable Path knownHosts) {}

    /** {@code JSCH} needs nothing installed; {@code OPENSSH} runs the user's own {@code ssh}. */
    public enum Transport {
        JSCH,
        OPENSSH
    }
}
