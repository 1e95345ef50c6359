package org.musterhpc.queue.model;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * @param open whether tasks may be added until somebody closes it; not signed, as whoever closes it changes it
 * @param edition which of its files it goes by
 * @param onEnd what is run when it has ended; null: nothing
 * @param queues names of its queues; others than the usual ones only where it has one stage
 */
public record Campaign(
        String name,
        String digest,
        String owner,
        Instant created,
        List<Stage> stages,
        boolean acceptsForeign,
        String signature,
        boolean open,
        Edition edition,
        @Nullable OnEnd onEnd,
        QueueNames queues) {
    private static final String IMPORTED = "imported";

    public Campaign {
        stages = List.copyOf(stages);
    }

    /**
     * A file that was taken.
     *
     * @param number from 1, which is what was submitted first
     * @param file digest of it with its tasks; empty: the campaign's
     */
    public record Edition(int number, String file) {
        public static final Edition FIRST = new Edition(1, "");
    }

    /** One of which all is submitted at once, and at whose end nothing is run. */
    public Campaign(
            String name,
            String digest,
            String owner,
            Instant created,
            List<Stage> stages,
            boolean acceptsForeign,
            String signature) {
        this(
                name,
                digest,
                owner,
                created,
                stages,
                acceptsForeign,
                signature,
                false,
                Edition.FIRST,
                null,
                QueueNames.USUAL);
    }

    /** One that nobody has signed. */
    public Campaign(String name, String digest, String owner, Instant created, List<Stage> stages) {
        this(name, digest, owner, created, stages, false, "");
    }

    /**
     * The same under another name, as it is put in where it is only looked at. It bears in place of a signature what no key
     * makes, so that no agent takes it, be it one with a key or without; nothing is run at its end, and nothing is added.
     */
    public Campaign imported(String as) {
        return new Campaign(
                as,
                IMPORTED + ":" + digest,
                owner,
                created,
                stages,
                false,
                IMPORTED,
                false,
                Edition.FIRST,
                null,
                QueueNames.USUAL);
    }

    /** Whether it is here to be looked at, and never run. */
    public boolean isImported() {
        return signature.equals(IMPORTED);
    }

    public Campaign withSignature(String other) {
        return new Campaign(name, digest, owner, created, stages, acceptsForeign, other, open, edition, onEnd, queues);
    }

    /** The same, begun at this time of Redis'; not signed yet. */
    public Campaign begun(Instant at) {
        return new Campaign(name, digest, owner, at, stages, acceptsForeign, "", open, edition, onEnd, queues);
    }

    /** The same, at whose end this is run. */
    public Campaign withOnEnd(@Nullable OnEnd other) {
        return new Campaign(
                name, digest, owner, created, stages, acceptsForeign, signature, open, edition, other, queues);
    }

    /** The same, with queues under these names; not signed yet. */
    public Campaign withQueues(QueueNames others) {
        return new Campaign(name, digest, owner, created, stages, acceptsForeign, "", open, edition, onEnd, others);
    }

    /** The same, to which tasks may be added, or none any more. */
    public Campaign withOpen(boolean other) {
        return new Campaign(
                name, digest, owner, created, stages, acceptsForeign, signature, other, edition, onEnd, queues);
    }

    /** The same by a changed file; not signed yet. */
    public Campaign changed(List<Stage> others, String file) {
        Edition next = new Edition(edition.number() + 1, file);
        return new Campaign(name, digest, owner, created, others, acceptsForeign, "", open, next, onEnd, queues);
    }

    /** The digest of the file, with its tasks, that was taken last. */
    public String file() {
        return edition.file().isEmpty() ? digest : edition.file();
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

    /** A stage and those that get tasks where it gets some: what follows it one by one, in groups, or as its children. */
    public List<String> grownWith(String stage) {
        Set<String> grown = new LinkedHashSet<>(List.of(stage));
        for (boolean more = true; more; ) {
            more = false;
            for (Stage each : stages) {
                Stage.After after = each.after();
                if (after != null && !after.all() && after.stages().stream().anyMatch(grown::contains)) {
                    more |= grown.add(each.name());
                }
            }
        }
        return List.copyOf(grown);
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
