package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCapacityTest {
    @TempDir
    Path folder;

    private Long memory(String... files) throws IOException {
        for (int i = 0; i < files.length; i += 2) {
            Path file = folder.resolve(files[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files[i + 1]);
        }
        return new MachineCapacity(folder.resolve("proc"), folder.resolve("groups")).bytes();
    }

    @Test
    void allOfItWhereNoGroupLimitsIt() throws IOException {
        assertThat(memory()).isNull();
        assertThat(memory("proc/meminfo", "MemTotal:       1024 kB\nMemFree: 1 kB\n"))
                .isEqualTo(1 << 20);
        assertThat(memory("proc/self/cgroup", "0::/\n", "groups/memory.max", "max\n"))
                .isEqualTo(1 << 20);
    }

    @Test
    void theLeastOfOurGroupAndThoseThatItIsIn() throws IOException {
        assertThat(memory(
                        "proc/meminfo",
                        "MemTotal:       1024 kB\n",
                        "proc/self/cgroup",
                        "0::/user/me\n",
                        "groups/user/me/memory.max",
                        "max\n",
                        "groups/user/memory.max",
                        "5000\n"))
                .isEqualTo(5000);
    }

    @Test
    void version1IsReadBesideVersion2() throws IOException {
        assertThat(memory(
                        "proc/meminfo",
                        "MemTotal:       1024 kB\n",
                        "proc/self/cgroup",
                        "4:memory:/job\n0::/\n",
                        "groups/memory/memory.limit_in_bytes",
                        "9223372036854771712\n",
                        "groups/memory/job/memory.limit_in_bytes",
                        "6000\n"))
                .isEqualTo(6000);
    }

    @Test
    void groupMountedAtTheTopOfAContainerIsSeen() throws IOException {
        assertThat(memory("proc/self/cgroup", "0::/docker/abc\n", "groups/memory.max", "7000\n"))
                .isEqualTo(7000);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(MachineCapacity.memory()).isGreaterThan(64 << 20);
    }
}
