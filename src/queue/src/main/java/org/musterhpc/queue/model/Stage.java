package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a campaign: what all its tasks share, stored once in Redis so that no message repeats it.
 *
 * @param name letters, digits, {@code _ . -}
 * @param command the template that each task fills in
 * @param shell where and around what the command runs
 * @param limits what one task may use
 * @param outputs templates of files that must be there after success
 * @param ladder parameter sets to climb on failure; empty: none
 * @param retry what happens after a failure
 * @param after what its tasks wait for, if anything
 * @param followers the stages that wait for this one
 * @param priority agents claim from the highest first; among equals, from the later stage
 * @param outputsWait how long outputs are looked for after success before they count as missing
 * @param halt when nothing more is claimed because too much fails
 * @param bounds how many of its tasks run at a time, and how fast they begin
 * @param stragglers for how long a task has run at the least where it is begun once more elsewhere, as it takes far longer than
 *     the others; null: no task is
 */
public record Stage(
        String name,
        TaskCommand command,
        ShellSetting shell,
        Limits limits,
        List<String> outputs,
        List<ObjectNode> ladder,
        RetrySettings retry,
        @Nullable After after,
        List<Follower> followers,
        int priority,
        Duration outputsWait,
        Halt halt,
        Bounds bounds,
        @Nullable Duration stragglers) {

    public Stage {
        outputs = List.copyOf(outputs);
        ladder = List.copyOf(ladder);
        followers = List.copyOf(followers);
    }

    /** A stage whose outputs are there at once, or not at all, and of which all may fail. */
    public Stage(
            String name,
            TaskCommand command,
            ShellSetting shell,
            Limits limits,
            List<String> outputs,
            List<ObjectNode> ladder,
            RetrySettings retry,
            @Nullable After after,
            List<Follower> followers,
            int priority) {
        this(
                name,
                command,
                shell,
                limits,
                outputs,
                ladder,
                retry,
                after,
                followers,
                priority,
                Duration.ZERO,
                Halt.NEVER,
                Bounds.NONE,
                null);
    }

    private Stage copy(
            ShellSetting shell,
            Limits limits,
            @Nullable After after,
            Halt halt,
            Bounds bounds,
            @Nullable Duration stragglers) {
        return new Stage(
                name,
                command,
                shell,
                limits,
                outputs,
                ladder,
                retry,
                after,
                followers,
                priority,
                outputsWait,
                halt,
                bounds,
                stragglers);
    }

    /** The same, with those who wait for it. */
    public Stage followedBy(List<Follower> others) {
        return new Stage(
                name,
                command,
                shell,
                limits,
                outputs,
                ladder,
                retry,
                after,
                others,
                priority,
                outputsWait,
                halt,
                bounds,
                stragglers);
    }

    /** The same, but its tasks wait for something else, or for nothing. */
    public Stage waitingFor(@Nullable After other) {
        return copy(shell, limits, other, halt, bounds, stragglers);
    }

    /** The same, but it is halted by other failures. */
    public Stage haltedBy(Halt other) {
        return copy(shell, limits, after, other, bounds, stragglers);
    }

    /** The same, but for how many of its tasks run at a time. */
    public Stage boundedBy(Bounds other) {
        return copy(shell, limits, after, halt, other, stragglers);
    }

    /** The same, but a task that takes far longer than the others, and so long, is begun once more elsewhere. */
    public Stage doubledAfter(@Nullable Duration least) {
        return copy(shell, limits, after, halt, bounds, least);
    }

    /** The same, but a task may use something else. */
    public Stage limitedTo(Limits other) {
        return copy(shell, other, after, halt, bounds, stragglers);
    }

    /** The same, with these variables beside the others for each task. */
    public Stage with(Map<String, String> more) {
        return copy(shell.with(more), limits, after, halt, bounds, stragglers);
    }

    /** The same, but its commands run in another folder. */
    public Stage in(String workdir) {
        return copy(shell.in(workdir), limits, after, halt, bounds, stragglers);
    }

    /**
     * @param workdir absolute folder in which commands run
     * @param env variables for each task
     * @param setup shell lines to run before each command; empty: none
     * @param logs {@code slot}: outputs of many tasks in one file a slot; {@code task}: a file each
     * @param setupMayFail whether the command runs even where a command of the setup has failed
     * @param container what all of it runs in; null: nothing
     */
    public record ShellSetting(
            String workdir,
            Map<String, String> env,
            String setup,
            Logs logs,
            boolean setupMayFail,
            @Nullable Container container) {
        public ShellSetting {
            env = Map.copyOf(env);
        }

        /** A setup that must succeed, and no container. */
        public ShellSetting(String workdir, Map<String, String> env, String setup, Logs logs) {
            this(workdir, env, setup, logs, false, null);
        }

        private ShellSetting with(Map<String, String> more) {
            Map<String, String> all = new HashMap<>(env);
            all.putAll(more);
            return new ShellSetting(workdir, all, setup, logs, setupMayFail, container);
        }

        private ShellSetting in(String other) {
            return new ShellSetting(other, env, setup, logs, setupMayFail, container);
        }
    }

    /** Where the output of tasks goes. */
    public enum Logs {
        SLOT,
        TASK
    }

    /**
     * What one task uses.
     *
     * @param walltime of one attempt
     * @param memory bytes; null: not limited by us
     * @param gpus which it is given by their numbers
     * @param named what its agent has so many of, such as licences: name → how many
     */
    public record Limits(
            Duration walltime, int cpus, @Nullable Long memory, int gpus, Map<String, Integer> named) {
        /** One that wants processors and memory alone. */
        public Limits(Duration walltime, int cpus, @Nullable Long memory) {
            this(walltime, cpus, memory, 0, Map.of());
        }

        public Limits {
            named = Map.copyOf(named);
            if (gpus < 0 || named.values().stream().anyMatch(number -> number < 1)) {
                throw new IllegalArgumentException("resources: " + gpus + " gpus and " + named + " cannot be used");
            }
            if (walltime.isZero() || walltime.isNegative()) {
                throw new IllegalArgumentException("walltime: must be longer than 0");
            }
            if (cpus < 1) {
                throw new IllegalArgumentException("resources.cpus: " + cpus + " is less than 1");
            }
        }
    }

    /** How one stage waits for another. */
    public enum Mode {
        /** Each task for those of its own key, in one or several stages. */
        EACH,
        /** Each task for all that have one value of a parameter. */
        GROUP,
        /** All tasks for the whole of the other stage. */
        ALL,
        /** Nobody submits its tasks: results of the other stage's bring them along, and they wait for nothing. */
        CHILDREN
    }

    /**
     * What a stage waits for.
     *
     * @param stages several only task by task
     * @param group the parameter whose value is the group; only with {@link Mode#GROUP}
     * @param ended whether it is enough that what is waited for has ended, be it dead or cancelled
     */
    public record After(
            List<String> stages, Mode mode, @Nullable String group, boolean ended) {
        public After {
            stages = List.copyOf(stages);
            if (stages.isEmpty()
                    || (mode != Mode.EACH && stages.size() > 1)
                    || (mode == Mode.GROUP) != (group != null)) {
                throw new IllegalArgumentException("after: " + stages + " " + mode + " " + group);
            }
        }

        /** One stage whose tasks must be done: the whole of it, or each for its own. */
        public After(String stage, boolean all) {
            this(List.of(stage), all ? Mode.ALL : Mode.EACH, null, false);
        }

        public boolean all() {
            return mode == Mode.ALL;
        }
    }

    /** Who waits for this stage, and how; see {@link After}. */
    public record Follower(
            String stage, Mode mode, @Nullable String group, boolean ended) {
        public Follower(String stage, boolean all) {
            this(stage, all ? Mode.ALL : Mode.EACH, null, false);
        }
    }
}
