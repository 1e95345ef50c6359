package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.testkit.Ceiling;

/** The folder of a pool whose agents are shell scripts that write down how they were told to end. */
record KeptPool(Path folder, Map<String, String> env) {

    /** @param agent what an agent does, in shell */
    static KeptPool in(Path folder, Map<String, String> env, String agent) throws IOException {
        Files.createDirectories(folder);
        for (String script : List.of("keep.sh", "boot.sh")) {
            program(
                    folder.resolve(script),
                    text("launcher/src/main/resources/org/musterhpc/launcher/cluster/pool/" + script));
        }
        Files.writeString(
                folder.resolve("unit"),
                text("systemd-templates/pool.service")
                        .replace("{{pool}}", "lab")
                        .replace("{{keeper}}", folder.resolve("keep.sh").toString()));
        Files.writeString(folder.resolve("agent"), agent);
        Files.writeString(folder.resolve("words"), "sh\n" + folder.resolve("agent") + "\n");
        Files.writeString(folder.resolve("name"), "lab-here\n");
        return new KeptPool(folder, env);
    }

    /** Stays, and says in the file {@code begun} that it hears, and in {@code ended} how it was told to end. */
    static String patient() {
        return """
                trap 'echo gave back >> ended; exit 0' TERM; trap 'echo drained >> ended; exit 0' URG
                echo hears >> begun
                while :; do sleep 0.1; done
                """;
    }

    /** @param name from the root of the project */
    private static String text(String name) throws IOException {
        return Files.readString(Folders.cluster("../../..").resolve(name));
    }

    String keep(String... words) {
        List<String> argv =
                new ArrayList<>(List.of("sh", folder.resolve("keep.sh").toString()));
        argv.addAll(List.of(words));
        return Ran.run(folder, env, Ceiling.TIME, argv).ok();
    }

    /** Pids by what they are, such as {@code agent.1} and {@code keeper}. */
    Map<String, String> processes() {
        return processes(keep("state"));
    }

    static Map<String, String> processes(String state) {
        return state.lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> words[0].matches("(agent|old)\\.\\d+|keeper|guard"))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));
    }

    static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
