package org.musterhpc.launcher.home;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.sign.SafePath;

/** Folders and files for the owner alone, whatever the umask. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /**
     * Makes a folder 0700, with its parents, or checks one that is there: it must be ours, and others must not be able
     * to write to it; what they may read is taken from them.
     *
     * @throws Problem usage, where the folder is somebody else's, open to others, or cannot be made
     */
    public static void folder(Path folder) {
        try {
            Path parent = folder.getParent();
            if (parent != null && Files.notExists(parent)) {
                folder(parent);
            }
            try {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            } catch (FileAlreadyExistsException e) {
                check(folder);
            }
            trust(folder, "set MUSTER_HOME to a folder in folders that nobody but you and root may write to");
        } catch (IOException e) {
            throw Problem.usage(
                    "the folder " + folder + " cannot be used: " + reason(e),
                    "make it writable, or set MUSTER_HOME to a folder that is");
        }
    }

    /**
     * Refuses what anybody but us and root can change, or exchange on the way to it.
     *
     * @param advice what to do beside taking the right from them
     * @throws Problem usage
     */
    public static void trust(Path path, String advice) {
        try {
            Optional<String> danger = SafePath.danger(path);
            if (danger.isPresent()) {
                throw Problem.usage(
                        path + " cannot be trusted: " + danger.get(),
                        "see that nobody has changed it and chmod go-w, or " + advice);
            }
        } catch (IOException e) {
            throw Problem.usage(path + " cannot be looked at: " + reason(e), "look at its permissions");
        }
    }

    /** Writes a file 0600, whole or not at all, in place of an older one. */
    public static void write(Path file, String text) throws IOException {
        place(file, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes a file 0600 where there is none, whole or not at all. Of several programs that do so at once, on whatever
     * machines, one writes it.
     *
     * @return whether it was this one; else the file is there, and another's
     */
    public static boolean writeNew(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path fresh = fresh(file);
        try {
            Files.write(fresh, bytes, StandardOpenOption.WRITE);
            Files.createLink(file, fresh);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            return writeNewWithoutLinks(file, bytes);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Still by one program alone; but whoever reads it at that moment may find it empty. */
    private static boolean writeNewWithoutLinks(Path file, byte[] bytes) throws IOException {
        try {
            create(file);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        Files.write(file, bytes, StandardOpenOption.WRITE);
        return true;
    }

    /** Copies a file to one that is 0600, whole or not at all, in place of an older one. */
    public static void copy(Path from, Path file) throws IOException {
        place(file, to -> Files.copy(from, to));
    }

    /** What a file is to hold. */
    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Under a name of its own until it is whole: other threads, and other machines with our pid, write the same file. */
    private static void place(Path file, Content content) throws IOException {
        Path fresh = fresh(file);
        try {
            try (OutputStream to = Files.newOutputStream(fresh, StandardOpenOption.WRITE)) {
                content.to(to);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** An empty file 0600 beside another one, with a name that nobody else has: for what is to become that. */
    public static Path fresh(Path file) throws IOException {
        return Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName() + ".",
                ".new",
                PosixFilePermissions.asFileAttribute(FILE));
    }

    /** Makes an empty file 0600 where there is none yet. */
    public static void touch(Path file) throws IOException {
        try {
            create(file);
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Opens a file to be locked, made 0600 where there is none yet. */
    public static FileChannel open(Path file) throws IOException {
        touch(file);
        return FileChannel.open(file, StandardOpenOption.WRITE);
    }

    /** An I/O error's reason without the exception's name. */
    public static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
    }

    private static void create(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
    }

    private static void check(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw Problem.usage(folder + " is not a folder", "move it away, or set MUSTER_HOME to another folder");
        }
        if (!Files.isWritable(folder)) {
            throw Problem.usage(
                    "the folder " + folder + " cannot be written to",
                    "chmod 700 it, or set MUSTER_HOME to another folder");
        }
        Set<PosixFilePermission> has = Files.getPosixFilePermissions(folder);
        if (!ours(folder)) {
            throw Problem.usage(
                    "the folder " + folder + " belongs to "
                            + Files.getOwner(folder).getName(),
                    "set MUSTER_HOME to a folder of your own");
        }
        if (has.contains(PosixFilePermission.GROUP_WRITE) || has.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw Problem.usage(
                    "others may write to the folder " + folder + " (" + PosixFilePermissions.toString(has) + ")",
                    "see that nobody has, then: chmod 700 " + folder);
        }
        if (!FOLDER.equals(has)) {
            Files.setPosixFilePermissions(folder, FOLDER);
        }
    }

    private static boolean ours(Path folder) throws IOException {
        Path self = Path.of("/proc/self");
        return !Files.exists(self)
                || Files.getAttribute(self, "unix:uid").equals(Files.getAttribute(folder, "unix:uid", NO_LINKS));
    }

    private static final LinkOption[] NO_LINKS = {};
}
