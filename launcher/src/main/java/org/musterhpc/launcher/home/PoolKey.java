package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.sign.SafePath;
import org.musterhpc.queue.sign.SigningKey;

/** The key with which the campaigns of a pool are signed: whoever has it can make the pool's agents run things. */
public record PoolKey(Path file) {
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    /** @param named by the configuration; null: the pool's own in the home */
    public static PoolKey of(MusterHome home, String pool, @Nullable Path named) {
        return new PoolKey(named == null ? home.pool(pool).resolve("key") : named);
    }

    /**
     * The key that is there; null where there is none. A group that shares the pool may read the file; whoever may write it
     * can change whose commands run.
     *
     * @throws Problem where it cannot be read, is not a key, or others get at it
     */
    public @Nullable SigningKey kept() {
        if (Files.notExists(file)) {
            return null;
        }
        try {
            Set<PosixFilePermission> all = Files.getPosixFilePermissions(file);
            if (all.stream().anyMatch(OTHERS::contains)) {
                throw Problem.usage(
                        file + " can be read by everybody, or written by others: it makes the pool's agents run things",
                        "chmod 600 " + file + "; or 640 for a group that shares the pool");
            }
            String danger = SafePath.danger(file).orElse(null);
            if (danger != null) {
                throw Problem.usage(
                        file + " cannot be trusted: " + danger,
                        "copy it to where only you may write, and name the copy as key_file");
            }
        } catch (IOException e) {
            throw new KeyFile(file).unreadable(e);
        }
        return new KeyFile(file).kept("remove it: muster pool start makes another");
    }

    /** The key that is there, or a fresh one; programs that ask at the same time get the same. */
    public SigningKey keptOrFresh() {
        SigningKey kept = kept();
        if (kept != null) {
            return kept;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && Files.notExists(folder)) {
            PrivateFiles.folder(folder);
        }
        return new KeyFile(file).keep(SigningKey.fresh(), this::kept);
    }
}
