package org.musterhpc.agent.task;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.environment.ByteText;

/**
 * The files that must be there after success.
 *
 * @param patience how long they are looked for: a file system may show late what was written elsewhere
 */
record Promised(Path workdir, List<String> files, Duration patience) {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What is not there, in words; null where all is. */
    @Nullable
    String missing() {
        for (String name : files) {
            try {
                Path file = ByteText.path(workdir, name);
                if (!Files.exists(file)) {
                    return name + " is not there";
                }
            } catch (InvalidPathException e) {
                return name + " can be no file: " + e.getReason();
            }
        }
        return null;
    }

    /** The same, after another look at the folders: a network file system believes its memory until one reads them. */
    @Nullable
    String missingNow() {
        for (String name : files) {
            try (DirectoryStream<Path> all =
                    Files.newDirectoryStream(ByteText.path(workdir, name).resolveSibling(""))) {
                boolean unused = all.iterator().hasNext();
            } catch (IOException | InvalidPathException none) {
                return missing();
            }
        }
        return missing();
    }

    /** How long to wait before the next look: longer each time, as most come soon and looks are not for nothing. */
    static Duration pause(int looks) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(looks, 6));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
