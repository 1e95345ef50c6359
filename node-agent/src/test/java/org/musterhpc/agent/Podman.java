package org.musterhpc.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.musterhpc.testkit.Ceiling;

/** A real podman with a store of its own, and an image of this machine's bash and a few programs. */
final class Podman {
    static final String IMAGE = "localhost/muster-test:1";

    /** Limits that may not be raised where we are not all that root can be; cgroups that no systemd keeps. */
    private static final String ENGINE = """
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            runtime = "runc"
            [containers]
            default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
            """;

    private static final String MADE = """
            set -e
            mkdir -p root/bin root/tmp root/etc root/dev root/proc root/sys
            for name in bash cat sleep id touch ls python3; do
              file=$(command -v $name) || continue
              cp -L "$file" root/bin/
              ldd "$file" | grep -o '/[^ ]*' | while read -r lib; do mkdir -p "root$(dirname "$lib")"; cp -Ln "$lib" "root$lib"; done
            done
            tar -C root -c . | podman import - %s
            rm -rf root
            """;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /** @param folder for its store */
    private Podman(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("containers.conf"), ENGINE);
        Files.writeString(
                folder.resolve("storage.conf"),
                "[storage]\ndriver = \"vfs\"\ngraphroot = \"%s/graph\"\nrunroot = \"%s/run\"\n"
                        .formatted(folder, folder));
        environment.put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        environment.put(
                "CONTAINERS_STORAGE_CONF", folder.resolve("storage.conf").toString());
        say("bash", "-c", MADE.formatted(IMAGE));
    }

    /** One that runs containers; without it the test that asks for it is skipped. */
    static Podman here(Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "podman is tried as root");
        try {
            Podman podman = new Podman(folder);
            podman.say("podman", "run", "--rm", "--network", "host", IMAGE, "id");
            return podman;
        } catch (IOException e) {
            return Assumptions.abort("no container of podman can be run here: " + e.getMessage());
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    /** All containers, ended ones too. */
    List<String> containers() throws IOException, InterruptedException {
        return say("podman", "ps", "--all", "--format", "{{.Names}}").lines().toList();
    }

    /** How all containers stand, for a test that fails. */
    String status() {
        try {
            return say("podman", "ps", "--all") + say("podman", "ps", "--all", "--format", "json");
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    String say(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "said", "");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(words)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + ": " + Files.readString(out, StandardCharsets.UTF_8));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** Removes what there is: mounts and cgroups would stay. */
    void close() throws IOException, InterruptedException {
        say("podman", "rm", "--all", "--force", "--time", "0");
        say("podman", "rmi", "--all", "--force");
    }
}
