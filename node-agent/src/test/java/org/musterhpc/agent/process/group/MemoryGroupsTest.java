package org.musterhpc.agent.process.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.LiveTree;

/** Groups of a kernel that the test makes up: what is written to them, and where none are made. */
class MemoryGroupsTest {
    @TempDir
    Path folder;

    private final Kernel kernel = new Kernel();

    /** Fills a new group with files, as the kernel does. */
    private static final class Kernel implements GroupFolders {
        private final Set<Path> delegated = new HashSet<>();
        private List<String> files = List.of();
        private boolean populated;

        @Override
        public void make(Path group) throws IOException {
            Files.createDirectory(group);
            for (String file : files) {
                Files.writeString(group.resolve(file), "");
            }
        }

        @Override
        public boolean isDelegated(Path group) {
            return delegated.contains(group);
        }

        @Override
        public void remove(Path group) throws IOException {
            if (populated) {
                throw new IOException("Device or resource busy");
            }
            LiveTree.remove(group);
        }
    }

    @BeforeEach
    void version2() throws IOException {
        kernel.files = List.of("memory.max", "memory.swap.max", "memory.events", "memory.oom.group", "cgroup.procs");
        kernel.delegated.add(group("user.slice/unit", "cgroup.subtree_control", "pids memory\n"));
        group("user.slice/unit/agents", "cgroup.procs", "1\n");
    }

    private Path group(String name, String file, String text) throws IOException {
        Path group = Files.createDirectories(folder.resolve("fs").resolve(name));
        Files.writeString(group.resolve(file), text);
        return group;
    }

    private MemoryGroups groups(String membership) throws IOException {
        Path swaps = folder.resolve("swaps");
        if (!Files.exists(swaps)) {
            Files.writeString(swaps, "Filename Type Size\n");
        }
        return MemoryGroups.of(new MemoryGroups.Surroundings(
                Files.writeString(folder.resolve("cgroup"), membership), folder.resolve("fs"), swaps, kernel));
    }

    private static List<Path> below(Path base) throws IOException {
        try (Stream<Path> found = Files.list(base)) {
            return found.filter(path -> path.getFileName().toString().startsWith("muster-"))
                    .toList();
        }
    }

    @Test
    void besideOurOwnBelowOneThatWasDelegated() throws IOException {
        MemoryGroups groups = groups("0::/user.slice/unit/agents\n");
        assertThat(groups.base()).isEqualTo(folder.resolve("fs/user.slice/unit"));

        MemoryGroup group = groups.open(64 << 20);
        Path at = below(groups.base()).get(0);
        assertThat(at.resolve("memory.max")).hasContent("67108864");
        assertThat(at.resolve("memory.swap.max")).hasContent("0");
        assertThat(at.resolve("memory.oom.group")).hasContent("1");
        assertThat(group.add(4711)).isTrue();
        assertThat(at.resolve("cgroup.procs")).hasContent("4711");

        Files.writeString(at.resolve("memory.events"), "oom 3\noom_kill 2\n");
        groups.close(group);
        assertThat(below(groups.base())).isEmpty();
        assertThat(group.kills()).isEqualTo(2);
    }

    @Test
    void memoryIsEnabledThereWhereItIsNot() throws IOException {
        Path enabled =
                group("user.slice/unit", "cgroup.subtree_control", "pids\n").resolve("cgroup.subtree_control");
        groups("0::/user.slice/unit/agents\n");
        assertThat(enabled).hasContent("+memory"); // a kernel would have added it to what it says
    }

    @Test
    void whatNobodyLeftToUsIsNotTouched() throws IOException {
        kernel.delegated.clear();
        assertThat(groups("0::/user.slice/unit/agents\n").base()).isNull();
        kernel.delegated.add(folder.resolve("fs"));
        assertThat(groups("0::/agents\n").base()).isNull();
        assertThat(groups("0::/\n").base()).isNull();
        assertThat(groups("4:memory:/\n0::/\n").base()).isNull();
        assertThat(groups("4:cpu:/job\n").base()).isNull();
        assertThat(groups("").open(1)).isNull();
    }

    @Test
    void belowOurOwnInVersion1() throws IOException {
        kernel.files = List.of("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control");
        group("memory/job", "memory.limit_in_bytes", "");
        MemoryGroups groups = groups("9:cpu:/job\n4:cpuset,memory:/job\n0::/\n");
        MemoryGroup group = groups.open(1 << 20);
        Path at = below(folder.resolve("fs/memory/job")).get(0);
        assertThat(at.resolve("memory.limit_in_bytes")).hasContent("1048576");
        assertThat(at.resolve("memory.memsw.limit_in_bytes")).hasContent("1048576");
        Files.writeString(at.resolve("memory.oom_control"), "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");
        assertThat(group.kills()).isOne();
    }

    /** It would be swapped instead of ended. */
    @Test
    void noneWhereSwapCannotBeLimited() throws IOException {
        Files.writeString(folder.resolve("swaps"), "Filename Type Size\n/dev/sdb2 partition 8388604\n");
        assertThat(groups("0::/user.slice/unit/agents\n").base()).isNotNull();
        kernel.files = List.of("memory.max");
        assertThat(groups("0::/user.slice/unit/agents\n").base()).isNull();
        assertThat(below(folder.resolve("fs/user.slice/unit"))).isEmpty();
    }

    @Test
    void whereSomebodyIsStillInItItGoesLaterAndWhatKilledAgentsLeftGoesAtOnce() throws IOException {
        Path lost = folder.resolve("fs/user.slice/unit/muster-1-1");
        kernel.make(lost);
        MemoryGroups groups = groups("0::/user.slice/unit/agents\n");
        assertThat(lost).doesNotExist();

        MemoryGroup group = groups.open(1 << 20);
        kernel.populated = true;
        groups.close(group);
        assertThat(below(groups.base())).hasSize(1);
        kernel.populated = false;
        groups.close();
        assertThat(below(groups.base())).isEmpty();
    }
}
