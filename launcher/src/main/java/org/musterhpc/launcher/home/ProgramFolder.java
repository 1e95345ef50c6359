package org.musterhpc.launcher.home;

import java.nio.file.Path;
import java.util.Optional;

/** The folder that this program was started from: a checkout, or an unpacked distribution. */
public final class ProgramFolder {
    /** System property that {@code bin/muster} sets to its own folder. */
    public static final String PROPERTY = "muster.bin";

    private ProgramFolder() {}

    /** Empty where the program was not started by its script. */
    public static Optional<Path> find() {
        String bin = System.getProperty(PROPERTY, "");
        return bin.isBlank()
                ? Optional.empty()
                : Optional.ofNullable(Path.of(bin).toAbsolutePath().normalize().getParent());
    }
}
