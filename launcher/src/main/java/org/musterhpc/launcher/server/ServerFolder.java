package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.musterhpc.launcher.home.PrivateFiles;

/** The files of the server. */
record ServerFolder(Path home, Path root) {

    Path conf() {
        return root.resolve("redis.conf");
    }

    Path log() {
        return root.resolve("redis.log");
    }

    /** What the server says before it opens its log. */
    Path out() {
        return root.resolve("start.log");
    }

    Path data() {
        return root.resolve("data");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path residence() {
        return root.resolve("host");
    }

    /** Makes the folders that are missing and checks those that are there. */
    void make() {
        PrivateFiles.folder(home);
        PrivateFiles.folder(root);
        PrivateFiles.folder(data());
    }

    /** Our own server program, unpacked. */
    Path embedded() {
        Path bin = root.resolve("bin");
        PrivateFiles.folder(bin);
        return EmbeddedBinary.unpack(bin);
    }

    Optional<ServerConfig> config() throws IOException {
        return ServerConfig.read(conf());
    }

    OptionalLong process() {
        return ServerProcess.find(root.resolve("redis.pid"), data());
    }

    /** Whether the data are in the several files that servers write from version 7.0 on; older ones would not see them. */
    boolean needsVersion7() {
        return Files.exists(data().resolve("appendonlydir"));
    }
}
