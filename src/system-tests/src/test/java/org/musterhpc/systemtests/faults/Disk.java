package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.testkit.InstalledPrograms;

/** A small file system of a host's own, which can be filled; an ordinary folder where this user may not mount one. */
final class Disk implements AutoCloseable {
    private static final boolean MAY_MOUNT = mayMount();
    private static final String SIZE = "size=64m";

    private final Path folder;
    private boolean mounted;

    private Disk(Path folder) {
        this.folder = folder;
    }

    /** Whether {@link #fill} and {@link #readOnly} are possible. */
    static boolean possible() {
        return MAY_MOUNT;
    }

    private static boolean mayMount() {
        if (!"root".equals(System.getProperty("user.name"))
                || InstalledPrograms.find("mount").isEmpty()) {
            return false;
        }
        try {
            Path tried = Files.createTempDirectory("muster-mount");
            boolean mounted = done("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", tried.toString());
            if (mounted) {
                done("umount", "-l", tried.toString());
            }
            Files.delete(tried);
            return mounted;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Disk in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Disk disk = new Disk(folder);
        if (MAY_MOUNT) {
            disk.mounted = done("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", folder.toString());
            if (!disk.mounted) {
                throw new IOException("cannot mount " + folder);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
        }
        return disk;
    }

    Path folder() {
        return folder;
    }

    /** Writes until there is no room for another byte. */
    void fill() {
        int size = 1 << 16;
        try (OutputStream out = Files.newOutputStream(ballast())) {
            while (size > 0) {
                size = written(out, size) ? size : size / 2;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean written(OutputStream out, int size) {
        try {
            out.write(new byte[size]);
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    /** Takes away what {@link #fill} wrote. */
    void free() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** Only while nobody has a file open for writing; {@code false} where somebody has. */
    boolean readOnly() {
        return done("mount", "-o", "remount,ro", folder.toString());
    }

    void writable() {
        if (!done("mount", "-o", "remount,rw", folder.toString())) {
            throw new IllegalStateException("cannot make " + folder + " writable again");
        }
    }

    private static boolean done(@Nullable String... words) {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Takes it off, with all that is on it; once more is fine. */
    @Override
    public synchronized void close() {
        if (mounted) {
            mounted = !done("umount", "-l", folder.toString());
        }
    }
}
