package org.musterhpc.launcher.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

/**
 * A file that a campaign file names: relative to the folder of that, {@code ~/} to the user's own.
 *
 * @param at where it is named
 */
record DataFile(Spot at, Path path) {

    static DataFile of(Spot at, String text) {
        Path path = Path.of(fromHome(text));
        return new DataFile(at, at.file().resolveSibling(path));
    }

    Spot line(long number) {
        return new Spot(path, (int) Math.min(number, Integer.MAX_VALUE));
    }

    /** With the user's own folder in place of a {@code ~/} at the beginning. */
    static String fromHome(String text) {
        return text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text;
    }

    /**
     * Its bytes.
     *
     * @throws Problem where it is a pipe or a device: those give once what is read again and again, or for ever
     */
    InputStream open() throws IOException {
        if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw at.usage(
                    "cannot read " + path + ": it is a pipe or a device, and tasks are read more than once",
                    "write them into a file; or, what a command prints: tasks: {command: LINE},"
                            + " or … | muster run --lines - (or --csv -, --jsonl -)");
        }
        return Files.newInputStream(path);
    }

    Problem unreadable(IOException e) {
        if (e instanceof NoSuchFileException) {
            return at.usage(
                    "there is no file " + path,
                    "check the name; it is looked for in "
                            + path.toAbsolutePath().getParent());
        }
        String why = Files.isDirectory(path) ? "it is a folder" : String.valueOf(e.getMessage());
        return at.usage("cannot read " + path + ": " + why, "name a file that you may read");
    }
}
