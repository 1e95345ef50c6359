package org.musterhpc.agent.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.MemoryGuard;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.start.ProcessRunner;
import org.musterhpc.agent.start.Starter;
import org.musterhpc.agent.task.HandlerCall;
import org.musterhpc.agent.task.InSlot;
import org.musterhpc.agent.task.RunSpec;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.agent.task.Runner.Run;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.testkit.Ceiling;

/** Whose tasks a slot's handler takes, and what ends it; by a handler in bash. */
class HandlersIT {
    private static final HandlerCall.User FIRST = new HandlerCall.User("s", 1);

    /** Answers what it is told to say; notes its start, and that its stdin was closed. */
    private static final String ECHO =
            "echo $$ >> starts; while read -r id rest; do eval \"$rest\"; done; echo $$ >> ends";

    private static final String WELL = "echo \"{\\\"id\\\":\\\"$id\\\",\\\"ok\\\":true}\"";

    @TempDir
    private Path folder;

    private final MemoryGuard guard = new MemoryGuard(told -> {});
    private final Spawner spawner = Spawners.open();
    private final Starter starter = new Starter(spawner);
    private @Nullable Handlers made;

    private Handlers handlers() {
        if (made == null) {
            made = new Handlers(new ProcessRunner(starter, guard), starter, guard, folder, Ceiling.TIME.dividedBy(8));
        }
        return made;
    }

    @AfterEach
    void tearDown() {
        handlers().close();
        spawner.close();
        guard.close();
    }

    private RunSpec spec(List<String> argv, InSlot place) {
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
        return new RunSpec(argv, environment, folder, folder.resolve("page"), null, place);
    }

    private ExitInfo task(int slot, HandlerCall.User user, String id, String what) throws Exception {
        HandlerCall call = new HandlerCall(
                user,
                new TaskCommand.Handler(new TaskCommand.Shell(ECHO), 0, null),
                folder.resolve("mark"),
                id,
                id + " " + what);
        return ended(handlers().start(spec(List.of("bash", "-c", ECHO), new InSlot(slot, call))));
    }

    private static ExitInfo ended(Run run) throws IOException, InterruptedException {
        assertThat(run.await(Ceiling.TIME)).isTrue();
        return run.exit();
    }

    private List<String> lines(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void isOneStagesInOneEditionAndOneSlots() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(task(0, FIRST, "s/" + i, WELL).exit()).isZero();
        }
        assertThat(lines("starts")).hasSize(1);
        assertThat(task(1, FIRST, "s/4", WELL).exit()).isZero();
        assertThat(lines("starts")).hasSize(2);
        assertThat(lines("ends")).isEmpty();

        assertThat(task(0, new HandlerCall.User("t", 1), "t/1", WELL).exit()).isZero();
        assertThat(lines("ends")).containsExactly(lines("starts").get(0));
        assertThat(task(0, new HandlerCall.User("t", 2), "t/2", WELL).exit()).isZero();
        assertThat(lines("ends")).hasSize(2);

        ended(handlers().start(spec(List.of("true"), new InSlot(0, null))));
        assertThat(lines("ends")).hasSize(3);
        handlers().close();
        assertThat(lines("ends")).hasSize(4).hasSameSizeAs(lines("starts"));
    }

    @Test
    void answerThatNobodyAskedForMakesItUnfit() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (PipedOutputStream says = new PipedOutputStream();
                FileOutputStream nothing = new FileOutputStream("/dev/null")) {
            RunSpec sleep = spec(List.of("sleep", "86390"), InSlot.NOWHERE);
            HandlerProcess process = new HandlerProcess(
                    FIRST,
                    starter.start(sleep, Launch.Streams.to(sleep.output())),
                    nothing,
                    new HandlerLog(folder.resolve("log")),
                    threads);
            process.hear(new PipedInputStream(says), OutputStream.nullOutputStream());
            assertThat(process.takes(FIRST)).isTrue();

            says.write("{\"id\":\"s/1\",\"ok\":true}\n".getBytes(UTF_8));
            says.flush();
            await().atMost(Ceiling.TIME).until(() -> !process.takes(FIRST));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatItPrintsAfterItsAnswerBelongsToItsNextTask() throws Exception {
        String late = "; until test -e go; do sleep 0.01; done; echo late >&2; echo said > said";
        task(0, FIRST, "s/1", "echo one; echo two >&2; " + WELL + late);
        assertThat(lines("page")).containsExactlyInAnyOrder("one", "two");
        Files.createFile(folder.resolve("go"));
        await().atMost(Ceiling.TIME).until(() -> Files.exists(folder.resolve("said")));
        Files.delete(folder.resolve("page"));
        task(0, FIRST, "s/2", "echo three >&2; " + WELL);
        assertThat(lines("page")).containsExactly("late", "three");
        assertThat(lines("starts")).hasSize(1);
    }

    @Test
    void taskOfAMebibyteArrivesAndWhoDoesNotReadItIsKilledInTime() throws Exception {
        ExitInfo read = task(0, FIRST, "s/1", "test ${#rest} -gt 1000000 && " + WELL + "; : " + "x".repeat(1 << 20));
        assertThat(read.exit()).as(read.toString()).isZero();

        HandlerCall call = new HandlerCall(
                new HandlerCall.User("deaf", 1),
                new TaskCommand.Handler(new TaskCommand.Shell("sleep"), 0, null),
                folder.resolve("mark"),
                "s/2",
                "x".repeat(1 << 20));
        Run run = handlers().start(spec(List.of("sleep", "86391"), new InSlot(0, call)));
        assertThat(run.await(Duration.ofMillis(1))).isFalse();
        run.kill(Duration.ZERO);
        assertThat(run.exit().signal()).isEqualTo(9);
    }
}
