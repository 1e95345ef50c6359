package org.musterhpc.launcher.dialect.registry;

import java.util.List;
import java.util.Optional;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.launcher.dialect.aws.AwsBatchDialect;
import org.musterhpc.launcher.dialect.pbs.PbsDialect;
import org.musterhpc.launcher.dialect.slurm.SlurmDialect;

/** The schedulers that Muster knows. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(
            new SlurmDialect(), //
            new PbsDialect(),
            new AwsBatchDialect());

    private Dialects() {}

    /** Read when the first reason is asked for. */
    private static final class Reasons {
        private static final List<ReasonTable> TABLES =
                ALL.stream().map(Dialect::reasons).toList();
    }

    /**
     * What a scheduler's word for an element that waits means, whichever said it: records of arrays keep the word alone, and
     * no two schedulers mean different things by one.
     */
    public static PendingReason meaning(String reason) {
        return Reasons.TABLES.stream()
                .flatMap(table -> table.find(reason).stream())
                .findFirst()
                .orElse(PendingReason.UNKNOWN);
    }

    public static List<Dialect> all() {
        return ALL;
    }

    public static Optional<Dialect> named(String name) {
        return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }
}
