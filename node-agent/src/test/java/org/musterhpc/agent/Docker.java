package org.musterhpc.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.musterhpc.testkit.Ceiling;

/** A stand-in for docker on the PATH, whose containers live on without their client, and its server. */
final class Docker {
    static final String IMAGE = "lab/join:3";

    final Path bin;
    final Path engine;
    private final Process server;

    Docker(Path folder) throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        engine = Files.createDirectory(folder.resolve("engine"));
        Files.createDirectory(engine.resolve("c"));
        Files.createDirectory(engine.resolve("requests"));
        Files.createFile(engine.resolve("pulls"));
        Files.writeString(engine.resolve("images"), IMAGE + "\nlab/oom:1\n");
        script("docker.sh", bin.resolve("docker"));
        Path script = script("server.sh", bin.resolve("server"));
        server = new ProcessBuilder("setsid", script.toString(), engine.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.out").toFile())
                .start();
    }

    private static Path script(String name, Path file) throws IOException {
        try (InputStream in = Objects.requireNonNull(Docker.class.getResourceAsStream("engine/" + name), name)) {
            Files.write(file, in.readAllBytes());
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
        return file;
    }

    /** No engine but this one is on the PATH. */
    Map<String, String> environment() {
        return Map.of("PATH", bin + ":/usr/bin:/bin");
    }

    /** What was asked for by such a verb, in the order of time. */
    List<String> calls(String verb) throws IOException {
        Path calls = engine.resolve("calls");
        return Files.exists(calls)
                ? Files.readAllLines(calls).stream()
                        .map(String::strip)
                        .filter(call -> call.startsWith(verb))
                        .toList()
                : List.of();
    }

    /** The containers that there are, ended ones too. */
    List<String> containers() throws IOException {
        try (Stream<Path> all = Files.list(engine.resolve("c"))) {
            return all.map(container -> container.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** A container that somebody else has started and that runs. */
    void started(String name, String label, String command) throws IOException {
        Path container = Files.createDirectory(engine.resolve("c/" + name));
        Files.writeString(container.resolve("labels"), label + "\n");
        Files.writeString(container.resolve("argv"), "bash\0-c\0" + command + "\0");
        Files.writeString(container.resolve("env"), "PATH=/usr/bin:/bin\0");
        Files.writeString(container.resolve("workdir"), engine + "\n");
        Files.writeString(container.resolve("image"), IMAGE + "\n");
        Files.writeString(container.resolve("client"), server.pid() + "\n");
        Files.createFile(engine.resolve("requests/" + name));
        await().atMost(Ceiling.TIME).until(() -> Files.exists(container.resolve("pid")));
    }

    boolean runs(String name) throws IOException {
        Path container = engine.resolve("c/" + name);
        return Files.exists(container.resolve("pid")) && !Files.exists(container.resolve("exit"));
    }

    void set(String switched) throws IOException {
        Files.writeString(engine.resolve(switched), "", StandardOpenOption.CREATE);
    }

    void close() throws IOException, InterruptedException {
        for (String name : containers()) {
            new ProcessBuilder(bin.resolve("docker").toString(), "rm", "--force", name)
                    .start()
                    .waitFor();
        }
        try (Stream<Path> rest = Files.list(engine.resolve("requests"))) {
            for (Path request : rest.toList()) {
                Files.delete(request);
            }
        }
        Files.delete(engine.resolve("requests"));
        server.waitFor();
    }
}
