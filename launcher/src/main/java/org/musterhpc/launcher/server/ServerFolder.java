package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.home.ProgramFolder;

/** The files of the server. */
record ServerFolder(Path home, Path root) {
    /** In a distribution, and in a checkout whose build could fetch it. */
    private static final List<Path> BESIDE = List.of(
            Path.of("server", "valkey-server"), Path.of("launcher", "target", "dist", "server", "valkey-server"));

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

    /** Our own server program: a current one that lies beside this program, else the one that its jar holds, unpacked. */
    Path own() {
        return ProgramFolder.find().stream()
                .flatMap(root -> BESIDE.stream().map(root::resolve))
                .filter(program -> ServerBinary.version(program).isPresent())
                .findFirst()
                .orElseGet(this::unpacked);
    }

    private Path unpacked() {
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
