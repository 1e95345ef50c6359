package org.musterhpc.launcher.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a campaign's own logs are on this machine. Whoever can write to Redis can say of any file that it is a task's
 * output: nothing is read that lies elsewhere.
 *
 * @param folders need not be there
 */
public record LogFolders(List<Path> folders) {

    /** Whether a file really lies in one of them, whatever dots and links its path has, and is one that ends. */
    public boolean hold(Path file) {
        try {
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real)) {
                return false;
            }
            for (Path folder : folders) {
                if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
                    return true;
                }
            }
            return false;
        } catch (IOException notThere) {
            return false;
        }
    }
}
