package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.Ceiling;

/** {@code muster tutorial}, to its end and not to its end. */
class TutorialIT {
    private Muster muster;
    private Path folders;

    @BeforeEach
    void sit() throws IOException {
        muster = new Muster();
        folders = Files.createDirectory(muster.folder.resolve("tmp"));
        muster.variable("TMPDIR", folders.toString());
    }

    @AfterEach
    void leave() {
        muster.close();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(folders).isEmptyDirectory();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            assertThat(all.map(process -> process.info().commandLine().orElse("")))
                    .noneMatch(line -> line.contains(folders.toString()));
        }
    }

    @Test
    void wholeOfItEndsAsItSaysAndLeavesNothing() throws IOException {
        Muster.Ended ended = muster.run("tutorial", "--yes");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("  $ muster run divide.yml\n", "7 of 8 tasks done", "division by zero", "all 8 tasks done")
                .contains(",64,8,8,", "the roll holds, all 8 tasks are accounted for", "From here:");
        assertThat(ended.out().lines().filter(line -> line.contains(" of 9  "))).hasSize(9);
        assertNothingIsLeft();
        assertThat(muster.folder.resolve("home")).doesNotExist();
    }

    @Test
    void signalInItsMiddleLeavesNothingEither() throws IOException {
        Muster.Running running = muster.begin("tutorial", "--yes");
        await().atMost(Ceiling.TIME).until(() -> Files.readString(running.out()).contains("$ muster run"));
        await().atMost(Ceiling.TIME).until(() -> server(folders));
        running.process().destroy();
        Muster.Ended ended = running.end();
        assertThat(ended.exit()).isEqualTo(143);
        assertThat(ended.err())
                .endsWith("\nthe tutorial is left; its folder and its server are gone. muster tutorial begins anew\n");
        assertNothingIsLeft();
    }

    /** From then on it is known which process is to be ended. */
    private static boolean server(Path folders) throws IOException {
        try (Stream<Path> made = Files.list(folders)) {
            return made.toList().stream().anyMatch(folder -> Files.exists(folder.resolve("home/redis/redis.pid")));
        }
    }

    @Test
    void whereNobodyCanBeAskedItSaysSo() {
        Muster.Ended ended = muster.run("tutorial");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("nobody is there to press it", "→ start it in a terminal", "--yes");
        assertThat(folders).isEmptyDirectory();
    }
}
