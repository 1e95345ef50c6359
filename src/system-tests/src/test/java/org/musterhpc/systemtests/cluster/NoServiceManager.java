package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Stand-ins that go before what this machine has: no crontab and no unit of whoever runs the tests is touched. */
public final class NoServiceManager {
    private NoServiceManager() {}

    /** A {@code PATH} on which the stand-ins come first; they, and a crontab, are put into the folder. */
    public static String path(Path folder) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        String table = folder.resolve("table").toString();
        program(
                bin.resolve("crontab"),
                "#!/bin/sh\ncase $1 in -l) cat '" + table + "';; -r) rm '" + table + "';; -) cat > '" + table
                        + "';; esac\n");
        program(bin.resolve("systemctl"), "#!/bin/sh\nexit 1\n");
        program(bin.resolve("loginctl"), "#!/bin/sh\nexit 1\n");
        return bin + ":" + System.getenv("PATH");
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
