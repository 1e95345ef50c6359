package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.group.MemoryGroups;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.agent.process.tree.Processes;
import org.musterhpc.agent.process.tree.TreeMemory;

/** One look after the other, at processes that the test makes up. */
class MemoryGuardTest {
    private static final ProcEntry LEADER = new ProcEntry(10, 1, 10, 10, 100);
    private static final ProcEntry CHILD = new ProcEntry(11, 10, 10, 10, 200);
    private static final ProcEntry LATER = new ProcEntry(11, 10, 10, 10, 300);
    private static final Duration USUAL = Duration.ofSeconds(1);

    @TempDir
    Path proc;

    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private boolean unreadable;
    private List<ProcEntry> alive = List.of(LEADER, CHILD);
    private final Task task = new Task(new CompletableFuture<>());
    private final MemoryGuard guard = new MemoryGuard(this::look, MemoryGroups.none(), told::add);

    @BeforeEach
    void setUp() throws IOException {
        use(LEADER, 10);
        use(CHILD, 10);
    }

    private Processes look() {
        looks.incrementAndGet();
        if (unreadable) {
            throw new UncheckedIOException(new IOException("too many open files"));
        }
        return new Processes(alive);
    }

    @Test
    void treeThatIsTwiceFoundAboveItsLimitIsTold() throws IOException {
        CompletableFuture<Long> exceeded = guard.watch(task, 30 << 20);
        assertThat(guard.runOnce()).isEqualTo(USUAL);

        use(CHILD, 50);
        assertThat(guard.runOnce()).isLessThan(USUAL);
        assertThat(exceeded).isNotDone();
        guard.runOnce();

        assertThat(exceeded).isCompletedWithValue(60L << 20);
    }

    @Test
    void peakThatIsGoneAtTheSecondLookIsNone() throws IOException {
        CompletableFuture<Long> exceeded = guard.watch(task, 30 << 20);
        use(CHILD, 50);
        guard.runOnce();
        use(CHILD, 5);
        assertThat(guard.runOnce()).isEqualTo(USUAL);
        use(CHILD, 50);
        guard.runOnce();

        assertThat(exceeded).isNotDone();
    }

    @Test
    void processThatTheFirstLookDidNotShowMayBeAtAnOddMomentToo() throws IOException {
        CompletableFuture<Long> exceeded = guard.watch(task, 30 << 20);
        use(CHILD, 50);
        guard.runOnce();
        alive = List.of(LEADER, LATER);
        guard.runOnce();
        assertThat(exceeded).isNotDone();

        guard.runOnce();
        guard.runOnce();
        assertThat(exceeded).isDone();
    }

    @Test
    void oneLookServesAllAndNoneIsTakenWithoutTasks() {
        guard.runOnce();
        assertThat(looks).hasValue(0);

        var one = guard.watch(task, 30 << 20);
        var other = guard.watch(new Task(new CompletableFuture<>()), 30 << 20);
        guard.runOnce();
        assertThat(looks).hasValue(1);
        assertThat(List.of(one, other)).noneMatch(CompletableFuture::isDone);

        Task ended = new Task(CompletableFuture.completedFuture(new Exit(0, null, 0, 0)));
        MemoryGuard idle = new MemoryGuard(this::look, MemoryGroups.none(), told::add);
        assertThat(idle.watch(ended, 1)).isNotDone();
        idle.runOnce();
        assertThat(looks).hasValue(1);
    }

    @Test
    void whereProcessesCannotBeSeenThatIsToldOnceAndTasksGoOn() {
        CompletableFuture<Long> exceeded = guard.watch(task, 1);
        unreadable = true;
        guard.runOnce();
        guard.runOnce();
        assertThat(told).singleElement().asString().contains("too many open files");
        assertThat(exceeded).isNotDone();

        unreadable = false;
        guard.runOnce();
        guard.runOnce();
        assertThat(exceeded).isDone();
    }

    @Test
    void closingEndsItsThread() throws InterruptedException {
        Thread thread = new Thread(guard::run);
        thread.start();
        guard.close();
        thread.join();
        assertThat(looks).hasValue(0);
    }

    private void use(ProcEntry entry, int mebibytes) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(Integer.toString(entry.pid())));
        Files.writeString(folder.resolve("status"), "VmRSS: " + mebibytes * 1024 + " kB\n");
    }

    private final class Task implements Running {
        private final CompletableFuture<Exit> exit;

        Task(CompletableFuture<Exit> exit) {
            this.exit = exit;
        }

        @Override
        public long pid() {
            return LEADER.pid();
        }

        @Override
        public CompletableFuture<Exit> exit() {
            return exit;
        }

        @Override
        public void killTree(Duration grace) {
            throw new AssertionError("that is for others to do");
        }

        @Override
        public TreeMemory memory(Processes look) {
            return new TreeMemory(look.all(), (one, other) -> false, proc);
        }
    }
}
