package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;

/** What a command writes down for itself may be as large as the campaign. */
class InterruptedVerifyIT {
    @TempDir
    Path folder;

    @Test
    void whatASignalEndsLeavesNothing() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path go = folder.resolve("go");
        Path file = Files.writeString(
                folder.resolve("c.yml"),
                "stages:\n  first: {command: echo, tasks: {range: 1-1000}}\n"
                        + "  second: {command: echo, tasks: {command: 'until test -e " + go
                        + "; do sleep 0.05; done'}}\n");
        Path said = folder.resolve("said");
        Process java = new ProcessBuilder(JavaProgram.command(
                        List.of("-Djava.io.tmpdir=" + temporary), InterruptedVerify.class, file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().until(() -> !java.isAlive() || written(temporary) > 0);
            assertThat(java.isAlive()).as(Files.readString(said)).isTrue();
            java.destroy();
            assertThat(Ceiling.ends(java)).isTrue();
        } finally {
            Files.createFile(go);
        }
        assertThat(named(temporary)).isEmpty();
    }

    private static long written(Path temporary) throws IOException {
        long bytes = 0;
        for (Path scratch : named(temporary)) {
            try (Stream<Path> files = Files.list(scratch)) {
                for (Path file : files.toList()) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    private static List<Path> named(Path temporary) throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(path -> path.getFileName().toString().startsWith("muster-verify-"))
                    .toList();
        }
    }
}
