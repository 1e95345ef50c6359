package org.musterhpc.launcher.shell.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.shell.Target;
import org.musterhpc.launcher.text.Sha256;

/** Where our own ssh master listens: one socket a target, in a folder of ours. */
final class ControlSocket {
    /** Of a Unix socket's path, less what ssh adds to it while it makes one. */
    private static final int LONGEST = 107 - 18;

    private ControlSocket() {}

    static Path of(Path folder, SshProgram ssh, Target target) {
        byte[] hash = Sha256.digest()
                .digest(String.join("\n", ssh.line(target))
                        // A home may be shared: another machine's socket looks like one that nobody listens on any
                        // more.
                        .concat("\n" + target.host() + "\n" + Machine.here().name())
                        .getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(hash, 0, 8));
    }

    /** Whether the path is short enough for a socket. */
    static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }
}
