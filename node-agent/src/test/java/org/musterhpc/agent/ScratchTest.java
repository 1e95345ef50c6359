package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.tree.NodeProcess;
import org.musterhpc.testkit.LateFiles;

class ScratchTest {
    private static final int NOBODY = 999_999_999;

    @TempDir
    Path parent;

    private NodeProcess me;

    @BeforeEach
    void setUp() throws IOException {
        me = NodeProcess.self();
    }

    /** A folder as that agent would have it, with what a task may have left there. */
    private Path of(NodeProcess agent) throws IOException {
        Path folder = Files.createTempDirectory(parent, "muster-" + agent + "-");
        Files.writeString(Files.createDirectories(folder.resolve("a/b")).resolve("data"), "x");
        Files.createSymbolicLink(folder.resolve("link"), parent);
        return folder;
    }

    private void agentLeaves() throws Exception {
        Scratch scratch = Scratch.in(parent);
        Files.writeString(scratch.folder().resolve("data"), "x");
        scratch.close();
        assertThat(scratch.folder()).doesNotExist();
    }

    @Test
    void whatAKilledAgentLeftGoesWithTheNext() throws Exception {
        Path killed = of(new NodeProcess(me.boot(), me.space(), NOBODY, 5));
        Path anothersIdByNow = of(new NodeProcess(me.boot(), me.space(), me.pid(), me.start() - 1));
        agentLeaves();
        assertThat(killed).doesNotExist();
        assertThat(anothersIdByNow).doesNotExist();
    }

    /** A task may have left a process behind. */
    @RepeatedTest(3)
    void goesThoughSomeFilesComeWhileItIsRemoved() throws Exception {
        Scratch scratch = Scratch.in(parent);
        Path folder = Files.createDirectory(scratch.folder().resolve("of-a-task"));
        LateFiles.come(folder, () -> {
            scratch.close();
            assertThat(parent).isEmptyDirectory();
        });
    }

    @Test
    void whatMayBeInUseStays() throws Exception {
        Path living = of(me);
        Path otherNode = of(new NodeProcess("00000000", me.space(), NOBODY, 5));
        Path otherSpace = of(new NodeProcess(me.boot(), me.space() + "1", NOBODY, 5));
        Path noAgents = Files.createDirectory(parent.resolve("muster-verify-17"));
        agentLeaves();
        assertThat(living).exists();
        assertThat(otherNode).exists();
        assertThat(otherSpace).exists();
        assertThat(noAgents).exists();
    }

    @Test
    void whatOthersMayHaveMadeStays() throws Exception {
        NodeProcess gone = new NodeProcess(me.boot(), me.space(), NOBODY, 5);
        Path open = of(gone);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(parent.resolve("muster-" + gone + "-1"), elsewhere);
        Path file = Files.writeString(parent.resolve("muster-" + gone + "-2"), "x");
        agentLeaves();
        assertThat(open.resolve("a/b/data")).exists();
        assertThat(elsewhere).exists();
        assertThat(link).isSymbolicLink();
        assertThat(file).exists();
    }
}
