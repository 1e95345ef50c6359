package org.musterhpc.launcher.shell.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;
import org.musterhpc.testkit.Ports;

/** A real sshd on loopback with keys of its own, for one test class. Ended by its pid, with its sessions. */
public final class SshServer implements AutoCloseable {
    static final String PASSPHRASE = "correct horse";

    final Path folder;
    final int port;
    private final Process sshd;

    private SshServer(Path folder, int port, Process sshd) {
        this.folder = folder;
        this.port = port;
        this.sshd = sshd;
    }

    /** @param settings lines of its configuration beyond its own, such as {@code MaxSessions 1} */
    public static SshServer start(String... settings) throws IOException, InterruptedException {
        Path program = Path.of("/usr/sbin/sshd");
        if (!Files.isExecutable(program)) {
            String reason = "no /usr/sbin/sshd (package openssh-server)";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(reason + "; in CI no suite may be skipped");
            }
            Assumptions.abort(reason);
        }
        Path folder = Files.createTempDirectory("sshd-");
        for (String key : List.of("host", "user", "stranger", "otherhost")) {
            keygen(folder.resolve(key), "");
        }
        keygen(folder.resolve("locked"), PASSPHRASE);
        Files.writeString(
                folder.resolve("authorized_keys"),
                Files.readString(folder.resolve("user.pub")) + Files.readString(folder.resolve("locked.pub")));
        int port = Ports.free();
        Files.writeString(folder.resolve("config"), config(folder, port) + String.join("\n", settings) + "\n");
        knownHosts(folder.resolve("known_hosts"), port, folder.resolve("host.pub"));
        knownHosts(folder.resolve("changed_hosts"), port, folder.resolve("otherhost.pub"));
        Files.writeString(folder.resolve("no_hosts"), "");
        // sshd drops privileges in a folder that must be there, which a package's start script else makes.
        if (Files.isWritable(Path.of("/run"))) {
            Files.createDirectories(
                    Path.of("/run/sshd"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Process sshd = new ProcessBuilder(
                        program.toString(),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        SshServer server = new SshServer(folder, port, sshd);
        await().until(() -> !sshd.isAlive() || server.listens());
        assertThat(sshd.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
        return server;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** As ssh shows it, from ssh-keygen. */
    String fingerprint() throws IOException, InterruptedException {
        return output("ssh-keygen", "-lf", file("host.pub").toString()).split(" ", 3)[1];
    }

    /** The same server under the names and ports of a proxy. */
    Path knownAt(int otherPort) throws IOException {
        Path known = folder.resolve("known_at_" + otherPort);
        knownHosts(known, otherPort, folder.resolve("host.pub"));
        Files.writeString(known, Files.readString(known) + Files.readString(file("known_hosts")));
        return known;
    }

    private static String config(Path folder, int port) {
        return String.join(
                "\n",
                "ListenAddress 127.0.0.1",
                "Port " + port,
                "HostKey " + folder.resolve("host"),
                "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                "PidFile " + folder.resolve("pid"),
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "StrictModes no",
                "UsePAM no",
                "MaxStartups 100",
                "LogLevel VERBOSE",
                "");
    }

    private static void knownHosts(Path file, int port, Path key) throws IOException {
        String[] words = Files.readString(key).strip().split(" ", 3);
        Files.writeString(file, "[127.0.0.1]:" + port + " " + words[0] + " " + words[1] + "\n");
    }

    static void keygen(Path file, String passphrase) throws IOException, InterruptedException {
        output("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", file.toString());
    }

    public static String output(String... argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Ceiling.ends(process)).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = new ArrayList<>(sshd.descendants().toList());
        all.add(sshd.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        LiveTree.remove(folder);
    }
}
