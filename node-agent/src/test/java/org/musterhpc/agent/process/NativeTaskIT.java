package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.posix.PosixSpawn;
import org.musterhpc.agent.process.tree.Family;
import org.musterhpc.agent.process.tree.Orphans;
import org.musterhpc.testkit.Ceiling;

/** The end of a task is told whatever goes wrong around it, and so are those of the others. */
class NativeTaskIT {
    private static final int NOBODY = Integer.MAX_VALUE;
    private static final Ended WELL = new Ended(0, 0, 0);

    private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
    private final Reaper reaper = new Reaper();
    private final ExecutorService sweepers = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "sweeper");
        thread.setUncaughtExceptionHandler((self, e) -> uncaught.add(e));
        return thread;
    });

    @TempDir
    Path folder;

    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void setUp() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler(before);
        sweepers.shutdownNow();
        reaper.close();
    }

    private NativeTask task(Orphans orphans, boolean familyFails) {
        Family family = new Family(
                NOBODY,
                entry -> {
                    if (familyFails) {
                        throw new OutOfMemoryError("injected");
                    }
                    return false;
                },
                entry -> false,
                entry -> false);
        return new NativeTask(
                NOBODY, 0, family, new NativeSpawner.Tools(reaper, orphans, new NativeSignals(), sweepers));
    }

    /** A folder is there and cannot be read, as a file of /proc is where no descriptor is left. */
    private Orphans unreadable() {
        return new Orphans(folder, pid -> false);
    }

    @Test
    void listThatCannotBeReadDoesNotSwallowTheEnd() {
        NativeTask task = task(unreadable(), false);
        task.ended(WELL);

        assertThat(task.exit()
                        .orTimeout(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS)
                        .join()
                        .status())
                .isZero();
        assertThat(uncaught).isEmpty();
    }

    @Test
    void sweepThatFailsDoesNotSwallowTheEnd() throws Exception {
        NativeTask task = task(unreadable(), true);
        task.ended(WELL);

        assertThat(task.exit()
                        .orTimeout(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS)
                        .join()
                        .status())
                .isZero();
        sweepers.shutdown();
        assertThat(sweepers.awaitTermination(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        // A thread of a pool is counted out before what ended it is told.
        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(uncaught).singleElement().isInstanceOf(OutOfMemoryError.class));
    }

    @Test
    void sweeperThatCannotBeHadDoesNotSwallowTheEnd() {
        sweepers.shutdown();
        NativeTask task = task(unreadable(), false);

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> task.ended(WELL));

        assertThat(task.exit()).isCompleted();
    }

    @Test
    void endThatNobodyTellsDoesNotKeepWhoeverKills() {
        NativeTask task = task(unreadable(), false);

        task.killTree(Duration.ZERO);

        assertThat(task.exit().join().signal()).isEqualTo(9);
    }

    @Test
    void failureOverOneEndDoesNotKeepTheReaperFromTellingTheOthers() throws Exception {
        PosixSpawn posix = new PosixSpawn();
        List<Integer> told = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            reaper.starting();
            Path out = folder.resolve("out");
            int pid = posix.start(
                    new PosixSpawn.Start(Path.of("/bin/true"), List.of("true"), List.of(), folder),
                    Path.of("/dev/null"),
                    out,
                    out);
            CountDownLatch ended = new CountDownLatch(1);
            reaper.started(pid, end -> {
                told.add(number);
                ended.countDown();
                throw new IllegalStateException("injected");
            });
            assertThat(ended.await(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(told).containsExactly(0, 1);
        // What is uncaught is what is waited for: the one that waits must not take it.
        await().dontCatchUncaughtExceptions().until(() -> uncaught.size() == 2);
    }
}
