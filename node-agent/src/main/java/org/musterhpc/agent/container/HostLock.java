package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What only one agent of a user does at a time on a node: by locks on files in a folder for temporary ones. */
record HostLock(Path folder) {
    private static final Set<PosixFilePermission> OURS = PosixFilePermissions.fromString("rwx------");

    interface Work<V> {
        V run() throws IOException;
    }

    /** @param temporary where anybody may make files */
    static HostLock in(Path temporary, Ids ids) {
        return new HostLock(temporary.resolve("muster-host-" + ids.user()));
    }

    /** Does it, once no other agent does what has this name. Where there can be no lock, it is done without. */
    <V> V holding(String name, Work<V> work) throws IOException {
        FileChannel file = opened(name);
        if (file == null) {
            return work.run();
        }
        try (file) {
            var unusedLock = file.lock(); // goes with the file
            return work.run();
        }
    }

    private @Nullable FileChannel opened(String name) {
        try {
            make();
            return FileChannel.open(
                    folder.resolve(name + ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            return null; // then two may fetch the same, and engines can take that
        }
    }

    /** Anybody can have made it before: it has to be ours alone. */
    private void make() throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OURS));
        } catch (FileAlreadyExistsException there) {
            Map<String, Object> is =
                    Files.readAttributes(folder, "unix:uid,isDirectory,permissions", LinkOption.NOFOLLOW_LINKS);
            Object own = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (!own.equals(is.get("uid"))
                    || !Boolean.TRUE.equals(is.get("isDirectory"))
                    || !OURS.equals(is.get("permissions"))) {
                throw new IOException(folder + " is not ours", there);
            }
        }
    }
}
