package org.musterhpc.launcher.home;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.musterhpc.launcher.problem.Problem;

/**
 * A file that a user asks for by its name: it is there whole or not at all, for its owner alone, and in place of another only
 * where that was asked for, too.
 *
 * @param replace whether one that is there gives way
 */
public record OutputFile(Path path, boolean replace) {

    /** What is to stand in it. */
    @FunctionalInterface
    public interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** @throws Problem usage, where there is one already, or none can be made: before anything is gathered to stand in it */
    public void check() {
        if (Files.isDirectory(path)) {
            throw Problem.usage(path + " is a folder", "name a file in it");
        }
        if (!replace && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw there();
        }
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw Problem.usage(path + " cannot be written: there is no folder " + folder, "name one that is there");
        }
    }

    private Problem there() {
        return Problem.usage(
                path + " is there already and is left as it is", "name another; or, to write over it: --force");
    }

    /** @throws Problem usage, where there is one already; failed, where it cannot be written */
    public void write(Content content) {
        check();
        try {
            try (ScratchPath fresh = ScratchPath.beside(path)) {
                try (OutputStream out = new BufferedOutputStream(
                        Files.newOutputStream(fresh.path(), StandardOpenOption.WRITE), 1 << 16)) {
                    content.to(out);
                }
                place(fresh.path());
            }
        } catch (FileAlreadyExistsException e) {
            throw there();
        } catch (IOException e) {
            throw Problem.failed(
                    path + " cannot be written: " + PrivateFiles.reason(e),
                    "see that there is room, and that it is yours");
        }
    }

    private void place(Path fresh) throws IOException {
        if (replace) {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            Files.createLink(path, fresh); // fails where another has come to be there meanwhile
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(fresh, path);
        }
    }
}
