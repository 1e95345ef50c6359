package org.musterhpc.launcher.home;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine that we are on, so that what is kept on a shared file system can say where it belongs.
 *
 * @param name its host name
 * @param boot another one each time the machine starts; empty where the system has no such thing
 */
public record Machine(String name, String boot) {
    private static final Path NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** This machine. */
    public static Machine here() {
        String name = line(NAME);
        return new Machine(name.isEmpty() ? resolved() : name, line(BOOT));
    }

    /** Who runs this program. */
    public static String user() {
        return System.getProperty("user.name", "unknown");
    }

    /** Whether it is surely this machine, though it may have been renamed since. */
    public boolean same(Machine other) {
        return name.equals(other.name) || (!boot.isEmpty() && boot.equals(other.boot));
    }

    private static String line(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return ""; // not Linux
        }
    }

    private static String resolved() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
