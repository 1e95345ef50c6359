package org.musterhpc.queue.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user runs: a namespace of stages.
 *
 * @param name letters, digits, {@code _ . -}; no more than 100
 * @param digest of everything that was submitted (definitions and tasks), so that the same submit is known again
 * @param owner login name of whoever submitted it
 * @param created in Redis' time
 * @param stages in the order of the campaign file
 * @param acceptsForeign whether messages run that nobody has signed
 * @param signature of its owner, see {@code queue.sign}; empty: unsigned
 * @param onEnd what is run when it has ended; null: nothing
 */
public record Campaign(
        String name,
        String digest,
        String owner,
        Instant created,
        List<Stage> stages,
        boolean acceptsForeign,
        String signature,
        @Nullable OnEnd onEnd) {
    public Campaign {
        stages = List.copyOf(stages);
    }

    /** One at whose end nothing is run. */
    public Campaign(
            String name,
            String digest,
            String owner,
            Instant created,
            List<Stage> stages,
            boolean acceptsForeign,
            String signature) {
        this(name, digest, owner, created, stages, acceptsForeign, signature, null);
    }

    /** One that nobody has signed. */
    public Campaign(String name, String digest, String owner, Instant created, List<Stage> stages) {
        this(name, digest, owner, created, stages, false, "");
    }

    public Campaign withSignature(String other) {
        return new Campaign(name, digest, owner, created, stages, acceptsForeign, other, onEnd);
    }

    /** The same, at whose end this is run. */
    public Campaign withOnEnd(@Nullable OnEnd other) {
        return new Campaign(name, digest, owner, created, stages, acceptsForeign, signature, other);
    }

    /** Whether the tasks of a stage are not submitted, but brought along by results: children, and whatever follows them one by one or in groups. */
    public boolean brought(String stage) {
        return brought(stages, stage);
    }

    /** The same of one of these stages. */
    public static boolean brought(List<Stage> stages, String stage) {
        Stage.After after = stage(stages, stage).map(Stage::after).orElse(null);
        if (after == null || after.mode() == Stage.Mode.ALL) {
            return false;
        }
        return after.mode() == Stage.Mode.CHILDREN
                || after.stages().stream().anyMatch(before -> brought(stages, before));
    }

    /** The stage whose keys the tasks of this one have: itself, or what it follows one by one. */
    public String family(String stage) {
        Stage.After after = stage(stage).after();
        return after == null || after.mode() != Stage.Mode.EACH
                ? stage
                : family(after.stages().get(0));
    }

    /**
     * @throws IllegalArgumentException where there is no such stage
     */
    public Stage stage(String wanted) {
        return stage(stages, wanted)
                .orElseThrow(() -> new IllegalArgumentException("campaign " + name + " has no stage " + wanted));
    }

    private static Optional<Stage> stage(List<Stage> stages, String wanted) {
        return stages.stream().filter(stage -> stage.name().equals(wanted)).findFirst();
    }
}
