package org.musterhpc.launcher.web.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;

/** Files that nobody but their owner may read. */
final class SecretFile {
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFile() {}

    /**
     * What is in it, without white space at its end.
     *
     * @param option that names it
     * @throws Problem usage, where it cannot be read, others may read it, or it is empty
     */
    static String read(String option, Path file) {
        try {
            if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw Problem.usage(option + ": others may read or write " + file, "chmod 600 " + file);
            }
            PrivateFiles.trust(file, "keep it in a folder of your own");
            String text = Files.readString(file).stripTrailing();
            if (text.isEmpty()) {
                throw Problem.usage(
                        option + ": " + file + " is empty", "write into it what is secret, and nothing else");
            }
            return text;
        } catch (IOException e) {
            throw Problem.usage(
                    option + ": " + file + " cannot be read: " + PrivateFiles.reason(e),
                    "make it, with what is secret in it (chmod 600)");
        }
    }
}
