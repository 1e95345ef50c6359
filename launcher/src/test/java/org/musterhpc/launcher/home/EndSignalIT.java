package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.JavaProgram;

/** What is left, and what is told, where a signal ends a program in the middle of something. */
class EndSignalIT {
    @TempDir
    Path folder;

    private Path end(String step) throws Exception {
        Path place = Files.createDirectory(folder.resolve("place"));
        Path said = folder.resolve("said");
        Process java = new ProcessBuilder(JavaProgram.command(List.of(), EndedProgram.class, step, place.toString()))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().until(() -> !java.isAlive() || Files.readString(said).startsWith("there\n"));
        assertThat(java.isAlive()).as(Files.readString(said)).isTrue();
        java.destroy();
        assertThat(Ceiling.ends(java)).isTrue();
        assertThat(java.exitValue()).isEqualTo(143);
        return place;
    }

    @ParameterizedTest
    @ValueSource(strings = {"writing", "gathering", "making"})
    void nothingIsLeftOfWhatWasNotWholeYet(String step) throws Exception {
        assertThat(end(step)).isEmptyDirectory();
        assertThat(folder.resolve("said")).hasContent("there\n");
    }

    @Test
    void signalThatACommandHeardOfFirstIsWaitedFor() throws Exception {
        assertThat(end("asking").resolve("file")).hasContent("a signal ends this program");
    }

    @Test
    void commandThatEndedByItselfIsNot() {
        EndSignal.ends(0, Integer.MAX_VALUE);
        EndSignal.ends(1, Integer.MAX_VALUE);
        EndSignal.ends(128 + 9, Integer.MAX_VALUE);
        EndSignal.ends(128 + 2, 3);
        EndSignal.heed();
        assertThat(EndSignal.came()).isFalse();
    }
}
