package org.musterhpc.agent.task;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.environment.ByteText;

/** Folders of the files that a task promises: an id such as {@code main/000001} in a path is a folder and a name. */
final class OutputFolders {
    private OutputFolders() {}

    /**
     * Makes those that are not there.
     *
     * @return why one of them cannot be made, which no other node would do better; null where all are there
     */
    static @Nullable String make(Path workdir, List<String> outputs) {
        for (String output : outputs) {
            try {
                Path folder = ByteText.path(workdir, output).getParent();
                if (folder != null && !Files.isDirectory(folder)) {
                    Files.createDirectories(folder);
                }
            } catch (InvalidPathException e) {
                return output + " can be no file: " + e.getReason();
            } catch (IOException e) {
                return "the folder of " + output + " cannot be made: " + reason(e);
            }
        }
        return null;
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException in) {
            return in.getFile() + " is a file";
        }
        return e instanceof NoSuchFileException ? "no such file or folder" : String.valueOf(e.getMessage());
    }
}
