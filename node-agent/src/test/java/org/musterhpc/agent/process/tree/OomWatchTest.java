package org.musterhpc.agent.process.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomWatchTest {
    @TempDir
    Path folder;

    @Test
    void countRisesInVersion2() throws IOException {
        Path events = file("fs/job_1/step/memory.events", "low 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n");
        OomWatch watch = OomWatch.of(file("cgroup", "0::/job_1/step\n"), folder.resolve("fs"));
        long before = watch.kills();
        assertThat(before).isEqualTo(2);
        assertThat(watch.killedSince(before)).isFalse();
        Files.writeString(events, "oom_kill 3\n");
        assertThat(watch.killedSince(before)).isTrue();
    }

    @Test
    void memoryControllerOfVersion1IsFoundBesideVersion2() throws IOException {
        file("fs/memory/job/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
        OomWatch watch = OomWatch.of(file("cgroup", "4:memory:/job\n1:cpu:/job\n0::/\n"), folder.resolve("fs"));
        assertThat(watch.kills()).isEqualTo(5);
    }

    @Test
    void groupMountedAtTheTopOfContainerIsFound() throws IOException {
        file("fs/memory.events", "oom_kill 7\n");
        OomWatch watch = OomWatch.of(file("cgroup", "0::/docker/abc\n"), folder.resolve("fs"));
        assertThat(watch.kills()).isEqualTo(7);
    }

    @Test
    void withoutControlGroupsNobodyWasKilled() throws IOException {
        assertThat(OomWatch.of(folder.resolve("absent"), folder).kills()).isZero();
        assertThat(OomWatch.of(file("cgroup", "0::/\nnonsense\n"), folder).kills())
                .isZero();
    }

    @Test
    void thisProcessHasACountOrNone() {
        assertThat(OomWatch.ofThisProcess().kills()).isNotNegative();
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
