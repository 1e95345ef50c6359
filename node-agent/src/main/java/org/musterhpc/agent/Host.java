package org.musterhpc.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This node's name, without asking a name server: that can take seconds where there is none. */
final class Host {
    private Host() {}

    static String name() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            String name = System.getenv("HOSTNAME");
            return name == null || name.isBlank() ? "localhost" : name;
        }
    }
}
