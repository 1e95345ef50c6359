package org.musterhpc.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.InstalledPrograms;
import org.musterhpc.testkit.LiveTree;

/**
 * A real Slurm of two nodes, {@code n1} and {@code n2} with 4 CPUs each, its login node and a Redis, by {@code
 * cluster/site.sh}: one for all tests of a JVM, begun by the first that asks for it. A test leaves it as it found it.
 */
public final class SlurmSite {
    private static final Duration LIMIT = Ceiling.TIME;
    private static final List<String> NEEDED = List.of(
            "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/sbin/sshd", "/usr/bin/redis-server");

    private static SlurmSite shared;

    private final Path folder;
    private final Path script;
    private final Map<String, String> env;
    private final CallLog log;

    private SlurmSite(Path folder, Path script) {
        this.folder = folder;
        this.script = script;
        this.log = new CallLog(folder);
        this.env = new HashMap<>();
        Runtime.getRuntime().addShutdownHook(new Thread(this::down, "end-slurm-site"));
        site("up");
        for (String line : Ran.run(folder, Map.of(), LIMIT, List.of("sh", "-c", ". " + folder + "/env; env"))
                .ok()
                .lines()
                .toList()) {
            String[] pair = line.split("=", 2);
            if (pair.length == 2 && !pair[1].equals(System.getenv(pair[0]))) {
                env.put(pair[0], pair[1]);
            }
        }
    }

    /** Where it cannot be (no root, no Slurm), the test that asks is skipped; in CI that is a failure. */
    public static synchronized SlurmSite shared() {
        if (shared == null) {
            possible();
            try {
                shared = new SlurmSite(Files.createTempDirectory("muster-site"), Folders.cluster("site.sh"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    private static void possible() {
        List<String> missing = new ArrayList<>();
        for (String program : NEEDED) {
            if (!Files.isExecutable(Path.of(program))) {
                missing.add(program);
            }
        }
        if (InstalledPrograms.find("sbatch").isEmpty()) {
            missing.add("sbatch");
        }
        boolean root = Ran.run(Path.of("/"), Map.of(), LIMIT, List.of("id", "-u"))
                .ok()
                .strip()
                .equals("0");
        if (root && missing.isEmpty()) {
            return;
        }
        String reason = root ? "no real Slurm here: " + missing + " missing" : "a real Slurm needs root";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(reason + "; in CI no suite may be skipped");
        }
        Assumptions.abort(reason);
    }

    /** Everything of it; {@code remote} below it is for tests, and seen by all nodes. */
    public Path folder() {
        return folder;
    }

    public Path remote() {
        return folder.resolve("remote");
    }

    /** {@code muster.yml} with the clusters {@code slurm}, {@code slurm-ssh} (JSch) and {@code slurm-openssh}. */
    public Path config() {
        return folder.resolve("muster.yml");
    }

    /** What a user of the login node has in the environment beside what this process has: commands with the shims. */
    public Map<String, String> env() {
        return Map.copyOf(env);
    }

    public int sshPort() {
        return Integer.parseInt(env.get("SSH_PORT"));
    }

    public int redisPort() {
        return Integer.parseInt(env.get("REDIS_PORT"));
    }

    public String redisPassword() {
        try {
            return Files.readString(Path.of(env.get("REDIS_PASSWORD_FILE"))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls of the scheduler's commands, and faults of the next ones. */
    public CallLog log() {
        return log;
    }

    /** As a user on the login node: counted, and subject to faults. */
    public Ran run(String... argv) {
        return run(LIMIT, argv);
    }

    public Ran run(Duration limit, String... argv) {
        return Ran.run(remote(), env, limit, onPath(env.get("PATH"), argv));
    }

    /** Until it hangs, by a fault. */
    Ran runUntilItHangs(String... argv) {
        return Ran.run(remote(), env, () -> !log.hung().isEmpty(), onPath(env.get("PATH"), argv));
    }

    /** Behind the shims: neither counted nor subject to faults, and patient with a slurmctld that is busy. */
    public Ran ask(String... argv) {
        // A job has the variable from its submission, and is known by it.
        String conf = argv[0].equals("sbatch") ? env.get("SLURM_CONF") : folder + "/patient.conf";
        return Ran.run(remote(), Map.of("SLURM_CONF", conf), LIMIT, onPath(env.get("REAL_PATH"), argv));
    }

    /** ProcessBuilder looks for the program on the PATH of this JVM, not on that which it gives. */
    private static List<String> onPath(String path, String... argv) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/env", "PATH=" + path));
        words.addAll(List.of(argv));
        return words;
    }

    /** One element of an array that slurmctld knows. */
    public record Element(String array, String index, String state, String reason, String node, String name) {}

    /** All that slurmctld knows, also what has ended a while ago. */
    public List<Element> squeue() {
        String columns = "ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|,NodeList:|,Name:|";
        return ask("squeue", "--noheader", "--array", "--states=all", "-O", columns)
                .ok()
                .lines()
                .map(line -> line.split("\\|", -1))
                .map(row -> new Element(row[0], row[1], row[2], row[3], row[4], row[5]))
                .toList();
    }

    public List<Element> squeue(String array) {
        return squeue().stream()
                .filter(element -> element.array().equals(array))
                .toList();
    }

    /** The state of a node in the default partition: {@code idle}, {@code mixed}, {@code down*} and so on. */
    public String sinfo(String node) {
        return ask("sinfo", "--noheader", "-p", "debug", "-n", node, "-o", "%T")
                .ok()
                .strip();
    }

    /** slurmctld ends and keeps its state; commands fail after 4 s. */
    public void ctldStop() {
        site("ctld-stop");
    }

    public void ctldStart() {
        site("ctld-start");
    }

    /** slurmctld hangs: connections are taken, and nobody answers. */
    public void ctldPause() {
        site("ctld-pause");
    }

    public void ctldResume() {
        site("ctld-resume");
    }

    /** {@code kill -9} of slurmd alone: what runs on the node runs on. */
    public void slurmdKill(String node) {
        site("slurmd-kill", node);
    }

    /**
     * As a power cut: all that runs on the node ends. slurmctld notices after about 20 s, when the node is down; or when
     * slurmd starts again, but then only of jobs that began more than BatchStartTimeout + MessageTimeout (14 s) ago: others
     * stay RUNNING for half an hour.
     */
    public void nodeKill(String node) {
        site("node-kill", node);
    }

    public void slurmdStart(String node) {
        site("slurmd-start", node);
    }

    /** All jobs end, faults are forgotten and all daemons run: for the start of a test. */
    public void reset() {
        log.clearFaults();
        site("up");
        ask("scancel", "--me").ok();
        await().until(() -> ask("squeue", "--noheader").ok().isEmpty());
    }

    private void site(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(script.toString(), verb, folder.toString()));
        words.addAll(List.of(more));
        Ran ran = Ran.run(Path.of("/"), Map.of(), LIMIT, words);
        ran.ok();
        System.out.print(ran.err()); // a server that ended by itself, which may be why a test failed
    }

    private void down() {
        site("down");
        LiveTree.remove(folder);
    }
}
