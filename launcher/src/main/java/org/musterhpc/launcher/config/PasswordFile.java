package org.musterhpc.launcher.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.musterhpc.launcher.problem.Place;

/** A password's file: one line, for its owner's eyes only. */
final class PasswordFile {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PasswordFile() {}

    static String read(Path file, Place named) {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw named.problem(file + " can be read or changed by others", "chmod 600 " + file);
            }
            String password = Files.readString(file).strip();
            if (password.isEmpty() || password.lines().count() > 1) {
                throw named.problem(
                        file + " does not hold a password on one line", "write the password into it, nothing else");
            }
            return password;
        } catch (IOException e) {
            // The exception's text may quote what could not be decoded.
            throw named.problem(file + " cannot be read", "it should be a text that you may read");
        }
    }
}
