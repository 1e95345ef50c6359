package org.musterhpc.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.process.group.MemoryGroups;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.agent.task.Runner.Run;
import org.musterhpc.testkit.Ceiling;

/** Commands with a limit of memory, as processes of this machine. */
class ProcessRunnerIT {
    private static final long MIB = 1L << 20;
    /** Takes some 30 MiB in a child, and stays. */
    private static final String HUNGRY = "trap '' TERM; (x=$(head -c 30M /dev/zero | tr '\\0' x); sleep 86397; :)";

    @TempDir
    private Path folder;

    private final MemoryGuard guard = new MemoryGuard(told -> {});
    private final Spawner spawner = Spawners.open();
    private final ProcessRunner runner = new ProcessRunner(spawner, guard);

    @BeforeEach
    void setUp() {
        Thread thread = new Thread(guard::run);
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void tearDown() {
        spawner.close();
        guard.close();
    }

    private Run start(String line, @Nullable Long memory) throws Exception {
        return runner.start(spec(line, memory));
    }

    private RunSpec spec(String line, @Nullable Long memory) {
        return new RunSpec(
                List.of("bash", "-c", line),
                Map.of("PATH", System.getenv("PATH")),
                folder,
                folder.resolve("out"),
                memory);
    }

    @Test
    void treeThatUsesMoreThanItMayIsEndedWithoutGrace() throws Exception {
        Run run = start(HUNGRY, 20 * MIB);
        assertThat(run.await(Ceiling.TIME)).isTrue();

        ExitInfo exit = run.exit();
        assertThat(exit.signal()).isEqualTo(9);
        // It may be looked at while it still takes more.
        assertThat(exit.oom()).matches("it used [2-9]\\dM of memory, and may use 20M");
    }

    /** With version 1 of control groups the kernel ends one process, and this shell goes on to an end of its own. */
    @Test
    void whatTheKernelKeepsToItsLimitHasRunOutOfMemoryHoweverItEnds() throws Exception {
        try (MemoryGroups groups = MemoryGroups.ofThisProcess();
                MemoryGuard kernels = new MemoryGuard(groups, told -> {})) {
            Thread looks = new Thread(kernels::run);
            looks.setDaemon(true);
            looks.start();
            Run run = new ProcessRunner(spawner, kernels)
                    .start(spec(
                            "python3 -c 'x = b\"x\" * (90 << 20)\nimport time; time.sleep(86397)' || exit 7",
                            30 * MIB));
            assertThat(run.await(Ceiling.TIME)).isTrue();
            assertThat(run.exit().oom()).contains("30M");
            Path base = groups.base();
            if (base != null) {
                String mine = "muster-" + ProcessHandle.current().pid() + "-";
                await().until(() -> base.toFile().list((above, name) -> name.startsWith(mine)).length == 0);
            }
        }
    }

    @Test
    void commandThatStaysBelowItsLimitEndsByItself() throws Exception {
        Run run = start("exit 3", 20 * MIB);
        assertThat(run.await(Ceiling.TIME)).isTrue();
        assertThat(run.exit()).satisfies(exit -> {
            assertThat(exit.exit()).isEqualTo(3);
            assertThat(exit.oom()).isNull();
        });
    }

    @Test
    void whoeverEndsItBeforeHasEndedIt() throws Exception {
        Run run = start("sleep 86397; :", 1L << 40);
        assertThat(run.await(Duration.ofMillis(1))).isFalse();
        run.kill(Duration.ZERO);
        await().until(() -> run.await(Ceiling.TIME));
        assertThat(run.exit().oom()).isNull();
    }
}
