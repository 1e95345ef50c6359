package org.musterhpc.launcher.dialect.registry;

import java.util.List;
import java.util.Optional;
import org.musterhpc.launcher.dialect.Dialect;
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

    public static List<Dialect> all() {
        return ALL;
    }

    public static Optional<Dialect> named(String name) {
        return ALL.stream().filter(dialect -> dialect.name().equals(name)).findFirst();
    }
}
