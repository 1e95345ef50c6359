package org.musterhpc.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.allocation.Allocation;
import org.musterhpc.agent.allocation.AllocationFacts;
import org.musterhpc.agent.allocation.Belief;
import org.musterhpc.agent.allocation.MachineCapacity;
import org.musterhpc.agent.allocation.OfferedResources;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.environment.Gpus;
import org.musterhpc.queue.model.Walltime;

/** The command line, read by hand: an agent must start fast, and a program writes its arguments. */
final class AgentOptions {
    static final String USAGE =
            "muster-agent --campaign NAME | --pool NAME --connection FILE [--cluster NAME] [--name AGENT]"
                    + " [--slots auto|N] [--linger DUR] [--lease DUR] [--heartbeat DUR] [--kill-grace DUR]"
                    + " [--redis-patience DUR] [--one] [--stage STAGE --task ID] [--local] [--logs DIR] [--workdir DIR]"
                    + " [--allocation ID] [--restart N] [--cpus N] [--memory SIZE] [--ends EPOCH_SECONDS]"
                    + " [--resources NAME=N,…] [--idle DUR]"
                    + "\n       muster-agent --probe --connection FILE [--write DIR]";
    private static final Set<String> VALUED = Set.of(
            "--campaign",
            "--pool",
            "--connection",
            "--cluster",
            "--name",
            "--slots",
            "--linger",
            "--lease",
            "--heartbeat",
            "--kill-grace",
            "--redis-patience",
            "--stage",
            "--task",
            "--logs",
            "--workdir",
            "--allocation",
            "--restart",
            "--cpus",
            "--memory",
            "--ends",
            "--resources",
            "--idle",
            "--write");
    private static final String ONE = "--one";
    private static final String PROBE = "--probe";
    private static final String LOCAL = "--local";

    private final Map<String, String> given;
    private final Allocation allocation;

    private final @Nullable String doubt;
    private final OfferedResources offered;

    private AgentOptions(Map<String, String> given, Map<String, String> environment) {
        this.given = given;
        // A batch script's variables are its job's. Elsewhere they may be left over.
        this.doubt = given.containsKey(LOCAL) ? new Belief(InstantSource.system()).objection(environment) : null;
        Allocation told = new AllocationFacts(given, doubt == null ? environment : Belief.without(environment))
                .read(Runtime.getRuntime().availableProcessors());
        this.offered = OfferedResources.of(given.get("--resources"), environment);
        this.allocation = given.containsKey(LOCAL) ? told.orMemory(MachineCapacity.memory()) : told;
    }

    /**
     * @param environment where a scheduler says what the options leave open
     * @throws IllegalArgumentException naming the option and what is wrong with it
     */
    static AgentOptions parse(List<String> args, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String name = args.get(i);
            if (name.equals(ONE) || name.equals(PROBE) || name.equals(LOCAL)) {
                given.put(name, "");
            } else if (!VALUED.contains(name)) {
                throw new IllegalArgumentException(name + ": no such option");
            } else if (i + 1 == args.size()) {
                throw new IllegalArgumentException(name + ": needs a value");
            } else {
                given.put(name, args.get(++i));
            }
        }
        AgentOptions options = new AgentOptions(given, environment);
        options.check();
        return options;
    }

    private void check() {
        connection();
        write();
        if (probe()) {
            return;
        }
        if (pool() == null) {
            campaign();
        } else if (given.containsKey("--campaign") || one() || given.containsKey("--task")) {
            throw new IllegalArgumentException(
                    "--pool: serves all campaigns of the pool, without --campaign, --one or --task");
        }
        name();
        capacity();
        linger();
        idle();
        killGrace();
        redisPatience();
        task();
        logs();
        workdir();
        if (heartbeat().compareTo(lease()) >= 0) {
            throw new IllegalArgumentException(
                    "--heartbeat: must be shorter than --lease, or leases lapse between beats");
        }
    }

    /** Whether to look around only, and claim nothing. */
    boolean probe() {
        return given.containsKey(PROBE);
    }

    /** Where the probe tries to write, or null. */
    @Nullable
    Path write() {
        String folder = given.get("--write");
        if (folder != null && !probe()) {
            throw new IllegalArgumentException("--write: is for --probe only");
        }
        return folder == null || folder.isEmpty() ? null : Path.of(folder);
    }

    String campaign() {
        return required("--campaign");
    }

    /** The pool that it serves; null: one campaign. */
    @Nullable
    String pool() {
        return given.get("--pool");
    }

    Path connection() {
        return Path.of(required("--connection"));
    }

    String cluster() {
        return given.getOrDefault("--cluster", "local");
    }

    /** Unique among the agents of a campaign where none is given: cluster and allocation if there is one, host, process id. */
    String name() {
        String name = given.get("--name");
        if (name == null) {
            return allocation.agentName(
                    cluster(), Host.name(), ProcessHandle.current().pid());
        }
        if (name.isEmpty() || name.startsWith(".") || !name.matches("[A-Za-z0-9_.@:+-]+")) {
            throw new IllegalArgumentException("--name: '" + name + "' may hold letters, digits and _ . @ : + - only");
        }
        return name;
    }

    Capacity capacity() {
        String slots = given.getOrDefault("--slots", "auto");
        Long memory = allocation.memory() == null ? MachineCapacity.memory() : allocation.memory();
        long bytes = memory == null ? Resources.UNKNOWN : memory;
        boolean auto = slots.equals("auto");
        int places = auto ? allocation.cpus() : positive("--slots", slots);
        return new Capacity(new Resources(places, bytes, gpus().count(), offered.named()), auto);
    }

    Gpus gpus() {
        return offered.gpus();
    }

    Duration linger() {
        return duration("--linger", pool() == null ? "30s" : "5s");
    }

    /** How long it stays in a pool without work; null: for ever. */
    @Nullable
    Duration idle() {
        return pool() == null || !given.containsKey("--idle") ? null : duration("--idle", "5m");
    }

    Duration lease() {
        return duration("--lease", "30s");
    }

    Duration heartbeat() {
        String third = Math.max(1, lease().toMillis() / 3) + "ms";
        return duration("--heartbeat", third);
    }

    Duration killGrace() {
        return duration("--kill-grace", "5s");
    }

    /** How long outcomes that Redis does not take are waited with. */
    Duration redisPatience() {
        return duration("--redis-patience", "1h");
    }

    boolean one() {
        return given.containsKey(ONE);
    }

    /** The only task that it wants; null: any. */
    @Nullable
    Want task() {
        String task = given.get("--task");
        return task == null ? null : Want.of(required("--stage"), task);
    }

    Path logs() {
        return Path.of(given.getOrDefault("--logs", "muster-logs")).toAbsolutePath();
    }

    /** Where commands run; null: where their stage says. */
    @Nullable
    Path workdir() {
        String folder = given.get("--workdir");
        if (folder == null || folder.isEmpty()) {
            return null;
        }
        if (!Path.of(folder).isAbsolute()) {
            throw new IllegalArgumentException("--workdir: '" + folder + "' is not an absolute path");
        }
        return Path.of(folder);
    }

    Allocation allocation() {
        return allocation;
    }

    /** Whether the launcher started it on its own machine, rather than a scheduler. */
    boolean local() {
        return given.containsKey(LOCAL);
    }

    /** Why what the environment says of an allocation is left out of account; null where it is not. */
    @Nullable
    String doubt() {
        return doubt;
    }

    private String required(String name) {
        String value = given.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + ": is required");
        }
        return value;
    }

    private Duration duration(String name, String otherwise) {
        try {
            return Walltime.parse(given.getOrDefault(name, otherwise));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage());
        }
    }

    private static int positive(String name, String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(name + ": '" + text + "' is not a number from 1");
        }
        return Integer.parseInt(text);
    }
}
