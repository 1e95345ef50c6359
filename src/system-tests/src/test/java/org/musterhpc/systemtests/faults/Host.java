package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.TcpProxy;

/** What stands for a compute node: an agent that is started again when it ends, a network and a disk of its own. */
final class Host implements AutoCloseable {
    private static final long PAUSE_MS = 300;

    private final String name;
    private final Path folder;
    private final Path program;
    private final String campaign;
    private final MusterHome home;
    private final TcpProxy network;
    private final Disk disk;
    private final Map<String, String> env = new ConcurrentHashMap<>();
    private final Watched agent;
    private int starts;

    /**
     * @param root where the programs are
     * @param campaign whose tasks it runs, and the launcher's home, which has its key
     */
    Host(String name, Path folder, Path root, String campaign, MusterHome home, int redis) {
        this.name = name;
        this.folder = folder;
        this.program = root.resolve("bin/muster-agent");
        this.campaign = campaign;
        this.home = home;
        try {
            Files.createDirectories(folder);
            network = new TcpProxy(redis);
            disk = Disk.in(folder.resolve("disk"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        env.put("MUSTER_BUILT", "1");
        agent = new Watched(name, PAUSE_MS, this::start);
    }

    private Path connection() {
        return folder.resolve("connection.json");
    }

    /** Before each start: the campaign may have been submitted only now. */
    private void writeConnection() {
        String url = "redis://127.0.0.1:" + network.port();
        try {
            ConnectionFile.write(
                    connection(),
                    new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX),
                    CampaignKey.kept(home, campaign));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process start() {
        writeConnection();
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "--connection",
                        connection().toString(),
                        "--campaign",
                        campaign,
                        "--name",
                        name + "-" + ++starts,
                        "--logs",
                        logs().toString(),
                        "--slots",
                        "4",
                        "--lease",
                        Arena.LEASE_SECONDS + "s",
                        "--heartbeat",
                        "500ms",
                        "--kill-grace",
                        "1s")
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("agent.out").toFile()));
        builder.environment().putAll(env);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path logs() {
        return disk.folder().resolve("logs");
    }

    TcpProxy network() {
        return network;
    }

    Disk disk() {
        return disk;
    }

    Watched agent() {
        return agent;
    }

    Optional<Long> pid() {
        return agent.pid();
    }

    /** Agents that are started from now on have these variables. */
    void variables(Map<String, String> more) {
        env.putAll(more);
    }

    void withoutVariables(Iterable<String> names) {
        names.forEach(env::remove);
    }

    /** Ends the agent and waits for it, frees the network; the disk stays until {@link #unmount}. */
    @Override
    public void close() {
        agent.close();
        try {
            network.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void unmount() {
        disk.close();
    }

    static List<Path> logs(List<Host> hosts) {
        return hosts.stream().map(Host::logs).toList();
    }
}
