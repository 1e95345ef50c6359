package org.musterhpc.systemtests.faults;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What befalls the launcher; its command is said again afterwards, as a person would. */
enum LauncherFault implements Fault {
    KILLED_AT_CAMPAIGN("kill -9 of a submission when Redis knows the campaign", Phase.SUBMITTING) {
        @Override
        public boolean strike(Arena arena) {
            return !arena.peek().knowsCampaign() && killed(arena, arena.peek()::knowsCampaign);
        }
    },

    KILLED_AT_MANIFEST("kill -9 of a submission when its manifest is there", Phase.SUBMITTING) {
        @Override
        public boolean strike(Arena arena) {
            Path manifest = arena.folder()
                    .resolve("home/campaigns/" + arena.plan().campaign() + "/manifest/"
                            + arena.plan().shape().stages().get(0) + ".jsonl");
            long before = written(manifest);
            return killed(arena, () -> written(manifest) > before);
        }
    },

    KILLED_WHILE_PUSHING("kill -9 of a submission between its batches", Phase.SUBMITTING) {
        @Override
        public boolean strike(Arena arena) {
            long some = arena.peek().pushed() + 1;
            return killed(arena, () -> arena.peek().pushed() >= some);
        }
    },

    FOLLOWER_KILLED("kill -9 of muster run, or of the sentinel", Phase.RUNNING) {
        @Override
        public boolean strike(Arena arena) {
            Optional<Long> follower = arena.launcher().follower().flatMap(Watched::pid);
            follower.ifPresent(pid -> Procs.signal("KILL", pid));
            return follower.isPresent();
        }
    };

    private static final Promise SUBMISSION = Promise.of("nothing", "when the same submission is said again")
            .but("that a submission which nobody repeats is completed");
    private static final Promise FOLLOWER =
            Promise.of("nothing: agents go on without it", "at once; agents that end are replaced when it runs again");

    private final String title;
    private final Phase phase;

    LauncherFault(String title, Phase phase) {
        this.title = title;
        this.phase = phase;
    }

    /** When a file was written; 0 where there is none. */
    private static long written(Path file) {
        return file.toFile().lastModified();
    }

    /** By a slow network, so that the moment is not over before it is seen. */
    private static boolean killed(Arena arena, BooleanSupplier moment) {
        arena.launcher().network().delay(arena.random(5, 30));
        try {
            return arena.launcher().killWhileSubmitting(moment);
        } finally {
            arena.launcher().network().delay(0);
        }
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Promise promise() {
        return phase == Phase.SUBMITTING ? SUBMISSION : FOLLOWER;
    }
}
