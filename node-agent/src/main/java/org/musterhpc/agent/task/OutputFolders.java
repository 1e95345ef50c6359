package org.musterhpc.agent.task;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.environment.ByteText;

/**
 * Folders of the files that a task promises: an id such as {@code main/000001} in a path is a folder and a name. A link to a
 * folder is gone through, as the user laid it; one that leads nowhere is told, and nothing is made where it leads.
 */
final class OutputFolders {
    private static final int LONGEST_NAME = 255;

    private OutputFolders() {}

    /**
     * Makes those that are not there.
     *
     * @return why one of them cannot be made, which no other node would do better; null where all are there
     * @throws IOException where this node cannot do it, and another may: its disk is full, or not to be written to
     */
    static @Nullable String make(Path workdir, List<String> outputs) throws IOException {
        for (String output : outputs) {
            try {
                Path folder = ByteText.path(workdir, output).getParent();
                if (folder != null && !Files.isDirectory(folder)) {
                    String hindrance = make(folder);
                    if (hindrance != null) {
                        return "the folder of " + output + " cannot be made: " + hindrance;
                    }
                }
            } catch (InvalidPathException e) {
                return output + " can be no file: " + e.getReason();
            }
        }
        return null;
    }

    /** From the top, each as it is written: a {@code ..} leads up from a folder that has to be there. */
    private static @Nullable String make(Path folder) throws IOException {
        Path part = folder.getRoot();
        for (Path name : folder) {
            part = part == null ? name : part.resolve(name);
            if (Files.isDirectory(part)) {
                continue;
            }
            try {
                Files.createDirectory(part);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(part)) { // else another task has just made it
                    return ByteText.of(part)
                            + (Files.isSymbolicLink(part) ? " is a link that leads to no folder" : " is a file");
                }
            } catch (AccessDeniedException e) {
                return "no permission to make " + ByteText.of(part);
            } catch (IOException e) {
                if (ByteText.bytes(ByteText.of(name)).length > LONGEST_NAME) {
                    return "a name in it is longer than " + LONGEST_NAME + " bytes";
                }
                String reason = e instanceof FileSystemException in ? in.getReason() : null;
                throw new IOException(
                        "the folder " + ByteText.of(part) + " cannot be made: "
                                + (reason == null ? e.toString() : reason),
                        e);
            }
        }
        return null;
    }
}
