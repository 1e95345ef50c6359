package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;
import org.musterhpc.testkit.LiveTree;

/** What a command writes down for itself may be as large as the campaign. */
class InterruptedVerifyIT {
    @TempDir
    Path folder;

    @Test
    void whatASignalEndsWhileItWritesLeavesNothing() throws Exception {
        StringBuilder stages = new StringBuilder();
        for (int stage = 0; stage < 1000; stage++) {
            stages.append("  s").append(stage).append(": {command: echo, tasks: {range: 1-200}}\n");
        }
        end(stages.toString(), files -> files > 3);
    }

    @Test
    void whatASignalEndsWhileASourceRunsLeavesNothing() throws Exception {
        end("  first: {command: echo, tasks: {range: 1-1000}}\n", files -> files > 2);
    }

    /** Of a campaign whose last stage waits until it is over. */
    private void end(String stages, LongPredicate reached) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        // It ends with the test, which takes the file away.
        Path file = Files.writeString(
                folder.resolve("c.yml"),
                "stages:\n" + stages
                        + "  last: {command: echo, tasks: {command: 'while test -e c.yml; do sleep 0.05; done'}}\n");
        Path said = folder.resolve("said");
        Process java = new ProcessBuilder(JavaProgram.command(
                        List.of("-Djava.io.tmpdir=" + temporary), InterruptedVerify.class, file.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().until(() ->
                    !java.isAlive() || reached.test(LiveTree.files(temporary).size()));
            assertThat(java.isAlive()).as(Files.readString(said)).isTrue();
            java.destroy();
            assertThat(Ceiling.ends(java)).isTrue();
        } finally {
            java.destroyForcibly();
        }
        try (Stream<Path> left = Files.walk(temporary)) {
            assertThat(left.filter(path -> !path.equals(temporary)))
                    .as(Files.readString(said))
                    .isEmpty();
        }
    }
}
