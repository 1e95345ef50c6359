package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.InstalledPrograms;
import org.musterhpc.testkit.LiveTree;

/**
 * Hosts {@code h1} and so on, reached over SSH alone, by {@code cluster/hosts.sh}: each with a host name, processes, network
 * and remote folder of its own.
 */
public final class HostsSite implements AutoCloseable {
    private final Path folder;
    private final int count;
    private final String net;

    private HostsSite(Path folder, int count) {
        this.folder = folder;
        this.count = count;
        site("up", Integer.toString(count));
        this.net = Ran.run(folder, Map.of(), Ceiling.TIME, List.of("sh", "-c", ". ./env; printf %s $HOSTS_NET"))
                .ok();
    }

    /** Where they cannot be (no root, no sshd, no right to make namespaces), the test that asks is skipped. */
    public static HostsSite of(int count) {
        List<String> missing = new ArrayList<>();
        for (String program : List.of("ip", "unshare", "nsenter", "ssh-keygen")) {
            if (InstalledPrograms.find(program).isEmpty()) {
                missing.add("no " + program);
            }
        }
        if (!Files.isExecutable(Path.of("/usr/sbin/sshd"))) {
            missing.add("no sshd");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("network namespaces need root");
        }
        if (missing.isEmpty() && !mayMakeNamespaces()) {
            missing.add("no network namespace may be made");
        }
        if (!missing.isEmpty()) {
            Assumptions.abort("no hosts here: " + missing);
        }
        try {
            return new HostsSite(Files.createTempDirectory("muster-hosts"), count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mayMakeNamespaces() {
        return Ran.run(Path.of("/"), Map.of(), Ceiling.TIME, List.of("unshare", "--net", "--mount", "--uts", "true"))
                        .exit()
                == 0;
    }

    /** Where all of it is; what is in {@code bin} comes first on the hosts' paths. */
    public Path folder() {
        return folder;
    }

    /** As this machine is reached from the hosts. */
    public String here() {
        return net + ".1";
    }

    /** @param host h1 and so on; one that is not there has an address as well */
    public String address(String host) {
        return net + "." + (10 + Integer.parseInt(host.substring(1)));
    }

    public String addresses() {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> address("h" + number))
                .collect(Collectors.joining(", "));
    }

    /** A host's remote folder, as it is called here. */
    public Path remote(String host) {
        return folder.resolve("hosts").resolve(host);
    }

    public Path knownHosts() {
        return folder.resolve("ssh/known_hosts");
    }

    /** {@code remote_dir:} and {@code ssh:} of {@code muster.yml}. */
    public String reached(String transport) {
        return "remote_dir: " + folder + "/remote, ssh: {user: root, identity: " + folder + "/ssh/user, known_hosts: "
                + knownHosts() + ", transport: " + transport + "}";
    }

    /** One of the script's words, such as {@code link-down}. */
    public void site(String verb, String host) {
        List<String> words = List.of(Folders.cluster("hosts.sh").toString(), verb, folder.toString(), host);
        Ran.run(Path.of("/"), Map.of(), Ceiling.TIME, words).ok();
    }

    @Override
    public void close() {
        site("down", "");
        LiveTree.remove(folder);
    }
}
