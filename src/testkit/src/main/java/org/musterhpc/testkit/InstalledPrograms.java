package org.musterhpc.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of the machine. */
public final class InstalledPrograms {
    private InstalledPrograms() {}

    /** The first of the names that is on the PATH. */
    public static Optional<Path> find(String... names) {
        String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        for (String name : names) {
            for (String folder : path.split(":", -1)) {
                Path file = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }
}
