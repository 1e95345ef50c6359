package org.musterhpc.launcher.home;

import java.nio.file.Path;
import java.util.Map;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Names;

/** All local state: {@code MUSTER_HOME}, by default {@code ~/.local/state/muster}. Every folder in it is 0700. */
public record MusterHome(Path root) {

    /** The home that the environment names; {@code $HOME} must be set where {@code MUSTER_HOME} is not. */
    public static MusterHome of(Map<String, String> env) {
        String named = env.get("MUSTER_HOME");
        if (named != null && !named.isBlank()) {
            return new MusterHome(
                    Path.of(readable("MUSTER_HOME", named)).toAbsolutePath().normalize());
        }
        String home = env.getOrDefault("HOME", System.getProperty("user.home"));
        return new MusterHome(Path.of(readable("HOME", home), ".local", "state", "muster"));
    }

    /** A path with bytes that are no text here would be another path, if it were used. */
    private static String readable(String variable, String path) {
        if (path.indexOf('\uFFFD') >= 0) {
            throw Problem.usage(
                    variable + " is '" + path + "': not in UTF-8, or not to be read in this locale",
                    "set LANG=C.UTF-8 where its name is in UTF-8; else MUSTER_HOME=FOLDER, with a name that is");
        }
        return path;
    }

    /** The embedded Redis: configuration, password, append-only file, log. */
    public Path redis() {
        return root.resolve("redis");
    }

    /** What is kept of one cluster: its scheduler's last answers. */
    public Path cluster(String name) {
        return root.resolve("clusters").resolve(name);
    }

    /** What belongs to the agents of a pool on this machine, and the pool's key. */
    public Path pool(String name) {
        return root.resolve("pools").resolve(name);
    }

    /** What belongs to the program on this machine that scales a pool whose agents are kept on machines. */
    public Path scaling(String pool) {
        return root.resolve("scaling").resolve(pool);
    }

    /**
     * What belongs to one campaign: manifest, logs, connection file.
     *
     * @throws Problem usage, where it cannot be a campaign's name: whoever can write to Redis can list {@code ../..} as
     *     a campaign there, and the folder may be about to be removed
     */
    public Path campaign(String name) {
        if (!Names.valid(name)) {
            throw Problem.usage("'" + name + "' cannot be a campaign's name", Names.ADVICE);
        }
        return root.resolve("campaigns").resolve(name);
    }

    /** One {@code <stage>.jsonl} a stage: its messages, as they were pushed. */
    public Path manifest(String campaign) {
        return campaign(campaign).resolve("manifest");
    }

    /** Output of tasks and of agents. */
    public Path logs(String campaign) {
        return campaign(campaign).resolve("logs");
    }

    /** Logs that lie on clusters, as far as they were asked for. */
    public Path fetched(String campaign) {
        return campaign(campaign).resolve("fetched");
    }

    /** What agents need on clusters, as it was sent there. */
    public Path bundles() {
        return root.resolve("bundles");
    }

    /** Javas for clusters that have none. */
    public Path runtimes() {
        return root.resolve("runtimes");
    }
}
