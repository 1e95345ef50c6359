package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.sign.SigningKey;

/** A signing key in a file of its own, which several programs may make at the same time. */
record KeyFile(Path file) {

    /**
     * The key that is there; null where there is none.
     *
     * @param remedy for what is there and is not a key
     * @throws Problem where it cannot be read, or is not a key
     */
    @Nullable
    SigningKey kept(String remedy) {
        if (Files.notExists(file)) {
            return null;
        }
        try {
            return SigningKey.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return null; // another program has forgotten it just now
        } catch (IOException e) {
            throw unreadable(e);
        } catch (IllegalArgumentException e) {
            throw Problem.failed(file + " " + e.getMessage(), remedy);
        }
    }

    /**
     * Keeps a key where none is kept.
     *
     * @param kept reads the one that another program has put there
     * @return the one that is kept then: another program may have been faster
     */
    SigningKey keep(SigningKey key, Supplier<@Nullable SigningKey> kept) {
        try {
            while (!PrivateFiles.writeNew(file, key.text() + "\n")) {
                SigningKey another = kept.get();
                if (another != null) {
                    return another;
                }
                // Forgotten again between the two looks.
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        return key;
    }

    Problem unreadable(IOException e) {
        return Problem.failed(file + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
    }

    Problem unwritable(IOException e) {
        return Problem.failed(
                file + " cannot be written: " + PrivateFiles.reason(e), "check its space and permissions");
    }
}
