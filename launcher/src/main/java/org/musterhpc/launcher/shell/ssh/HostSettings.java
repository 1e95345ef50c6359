package org.musterhpc.launcher.shell.ssh;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Target;

/**
 * How one machine is reached, all aliases and patterns of the user's configuration resolved.
 *
 * @param at user, address and port to connect to
 * @param alias the name that its host key is known by, where that is another
 * @param identities private keys to try; some may not exist
 * @param onlyThese whether no other keys of the agent are offered
 * @param knownHosts files to look its key up in; some may not exist
 * @param way what lies between
 */
record HostSettings(
        Hop at, @Nullable String alias, List<Path> identities, boolean onlyThese, List<Path> knownHosts, Way way) {

    /** Jump hosts as in {@link Target}; or a command that carries the connection, which is not ours to run. */
    record Way(@Nullable String jump, @Nullable String proxyCommand) {}
}
