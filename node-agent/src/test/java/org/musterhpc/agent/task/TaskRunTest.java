package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.agent.task.Runner.Run;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** Whose fault it was, and when outputs count as missing; time passes only where the task waits. */
class TaskRunTest {
    private static final ExitInfo WELL = new ExitInfo(0, 0, null, 0, 0);

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();
    private final AtomicReference<@Nullable TaskRun> task = new AtomicReference<>();
    private Runnable meanwhile = () -> {};
    private Runner runner = order -> ended(WELL);
    private @Nullable IOException closing;
    private int silences;
    private RunSpec seen = new RunSpec(List.of(), Map.of(), Path.of("/"), Path.of("/"), null);

    private Attempt run(Stage stage) {
        Workshop.Pause pause = (monitor, nanos) -> {
            pauses.add(Duration.ofNanos(nanos));
            now.addAndGet(nanos);
            meanwhile.run();
        };
        Workshop shop = new Workshop(
                "c",
                new Place("agent", "host", "cluster", null),
                Map.of("PATH", "/bin"),
                folder,
                Duration.ofSeconds(1),
                new Workshop.Tools(
                        order -> {
                            seen = order;
                            return runner.start(order);
                        },
                        this::page,
                        new RedisClock(now::get, Instant.EPOCH),
                        this::upstream,
                        pause));
        TaskRun made = new TaskRun(
                shop,
                new Recipe(campaign(), stage, unsigned()),
                lease(),
                new Space(0),
                Duration.ofMinutes(1).toNanos());
        task.set(made);
        return made.run();
    }

    @Test
    void outputsThatComeLateAreWaitedForInGrowingIntervals() throws IOException {
        Path late = folder.resolve("out/late");
        meanwhile = () -> {
            if (pauses.size() == 5) {
                write(late);
            }
        };
        Attempt attempt = run(stage("true", List.of("out/late"), Duration.ofSeconds(30)));

        assertThat(attempt.outcome()).isEqualTo(Outcome.OK);
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L, 800L, 1600L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"children\": [{\"a\": 1}, {}]} | OK |",
                "{\"children\": [1]} | OUTPUT_MISSING | its child 1 is not an object of parameters",
                "{\"children\": [{ | OUTPUT_MISSING | its result is not JSON"
            })
    void resultThatCannotBringItsChildrenAlongFailsTheAttempt(String result, Outcome outcome, @Nullable String reason) {
        runner = order -> {
            write(Path.of(order.environment().get("MUSTER_RESULT")), result);
            return ended(WELL);
        };
        Attempt attempt = run(splits());
        assertThat(attempt.outcome()).isEqualTo(outcome);
        assertThat(String.valueOf(attempt.detail().reason())).startsWith(String.valueOf(reason));
        assertThat(attempt.result() == null).isEqualTo(reason != null);
    }

    @Test
    void outputThatNeverComesIsMissingWhenTheWaitIsOverAndNotBefore() {
        Attempt attempt = run(stage("true", List.of("late"), Duration.ofSeconds(30)));

        assertThat(attempt.outcome()).isEqualTo(Outcome.OUTPUT_MISSING);
        assertThat(attempt.detail().reason()).isEqualTo("late is not there, after a wait of 30 s");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(30));
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) <= 0);
    }

    @Test
    void waitIsOverWithTheWalltime() {
        now.set(Duration.ofSeconds(50).toNanos());
        assertThat(run(stage("true", List.of("late"), Duration.ofSeconds(30))).outcome())
                .isEqualTo(Outcome.OUTPUT_MISSING);
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whoeverEndsTheAttemptMeanwhileNeedNotWait() {
        meanwhile = () -> java.util.Objects.requireNonNull(task.get()).stop(Outcome.PREEMPTED);
        assertThat(run(stage("true", List.of("late"), Duration.ofSeconds(30))).outcome())
                .isEqualTo(Outcome.PREEMPTED);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void withoutAWaitNobodyWaits() {
        assertThat(run(stage("true", List.of("late"), Duration.ZERO)).outcome()).isEqualTo(Outcome.OUTPUT_MISSING);
        assertThat(pauses).isEmpty();
    }

    @Test
    void nameThatNoFileCanHaveIsAMissingOutput() {
        Attempt attempt = run(stage("true", List.of("a\0b"), Duration.ZERO));
        assertThat(attempt.outcome()).isEqualTo(Outcome.OUTPUT_MISSING);
        assertThat(attempt.detail().reason()).contains("can be no file");
    }

    /** A full disk, mostly. */
    @Test
    void whatCannotBeWrittenDownAfterTheEndChangesNothing() {
        closing = new IOException("No space left on device");
        Attempt good = run(stage("true", List.of(), Duration.ZERO));
        runner = order -> ended(new ExitInfo(3, 0, null, 0, 0));
        Attempt bad = run(stage("true", List.of(), Duration.ZERO));

        assertThat(good.outcome()).isEqualTo(Outcome.OK);
        assertThat(good.detail().reason()).contains("No space left");
        assertThat(bad.outcome()).isEqualTo(Outcome.EXIT);
        assertThat(bad.detail().exit()).isEqualTo(3);
    }

    @Test
    void whatWasEndedForItsMemorySaysHowMuchItUsed() {
        runner = order -> ended(new ExitInfo(-1, 9, "it used 3G of memory, and may use 2G", 0, 0));
        Attempt attempt = run(stage("true", List.of(), Duration.ZERO));
        assertThat(attempt.outcome()).isEqualTo(Outcome.OOM);
        assertThat(attempt.detail().reason()).isEqualTo("it used 3G of memory, and may use 2G");
    }

    @Test
    void refusedCommandIsToldFromABrokenNode() {
        runner = order -> {
            throw new Runner.Refused(126, "its arguments are too long");
        };
        Attempt own = run(stage("true", List.of(), Duration.ZERO));
        runner = order -> {
            throw new IOException("fork: out of memory");
        };
        Attempt nodes = run(stage("true", List.of(), Duration.ZERO));

        assertThat(own.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(own.detail().exit()).isEqualTo(126);
        assertThat(nodes.outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(nodes.detail().exit()).isNull();
    }

    @Test
    void lineThatIsLongerThanAnArgumentIsReadFromAFile() throws IOException {
        String line = "echo " + "x".repeat(140_000);
        run(stage(line, List.of(), Duration.ZERO));

        assertThat(seen.argv().get(2)).hasSizeLessThan(500).contains("command-0.sh");
        assertThat(folder.resolve("command-0.sh")).hasContent(line);
    }

    @Test
    void whatItWaitedForIsAskedForUntilRedisAnswersAndThenItRuns() {
        silences = 3;
        Attempt attempt = run(joins());
        assertThat(attempt.outcome()).isEqualTo(Outcome.OK);
        assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(1));
        assertThat(seen.environment()).containsKeys("MUSTER_ITEMS", "MUSTER_UPSTREAM");
    }

    @Test
    void whereRedisNeverTellsNothingIsStartedAndTheWalltimeEndsIt() {
        silences = 1_000;
        runner = order -> {
            throw new AssertionError("nothing is to be started");
        };
        Attempt attempt = run(joins());
        assertThat(attempt.outcome()).isEqualTo(Outcome.WALLTIME);
        assertThat(attempt.detail().reason()).contains("Redis did not answer");
        assertThat(now.get()).isEqualTo(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void whoeverEndsTheAttemptNeedNotWaitForRedis() {
        silences = 1_000;
        meanwhile = () -> java.util.Objects.requireNonNull(task.get()).stop(Outcome.PREEMPTED);
        assertThat(run(joins()).outcome()).isEqualTo(Outcome.PREEMPTED);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void environmentIsThatOfAShellInTheWorkingFolder() {
        run(stage("true", List.of(), Duration.ZERO));
        assertThat(seen.environment()).containsEntry("PWD", folder.toString()).containsEntry("PATH", "/bin");
    }

    private static void write(Path file) {
        write(file, "x");
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Run ended(ExitInfo ran) {
        return new Run() {
            @Override
            public boolean await(Duration most) {
                return true;
            }

            @Override
            public void kill(Duration grace) {
                throw new AssertionError("it has ended by itself");
            }

            @Override
            public ExitInfo exit() {
                return ran;
            }
        };
    }

    private Journal.Page page(int slot, Stage.Logs logs, Lease lease) {
        return new Journal.Page() {
            @Override
            public Path file() {
                return folder.resolve("log");
            }

            @Override
            public @Nullable LogRef close() throws IOException {
                if (closing != null) {
                    throw closing;
                }
                return null;
            }
        };
    }

    private Stage stage(String command, List<String> outputs, Duration wait) {
        return new Stage(
                "s",
                new TaskCommand.Shell(command),
                new Stage.ShellSetting(folder.toString(), Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                outputs,
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0,
                wait,
                Halt.NEVER,
                Bounds.NONE,
                null);
    }

    private static Lease lease() {
        var nothing = JsonNodeFactory.instance;
        return new Lease(
                "s",
                new Message(
                        "s/1",
                        1,
                        Message.Tries.NONE,
                        Message.Needs.NOTHING,
                        nothing.objectNode(),
                        nothing.objectNode()),
                1,
                Instant.EPOCH,
                Duration.ofMinutes(1));
    }

    private Campaign campaign() {
        Stage.After after = new Stage.After(List.of("s"), Stage.Mode.CHILDREN, null, false);
        return new Campaign("c", "d", "me", Instant.EPOCH, List.of(splits(), linked("parts", after, List.of())));
    }

    /** A stage whose results bring children along. */
    private Stage splits() {
        return linked("s", null, List.of(new Stage.Follower("parts", Stage.Mode.CHILDREN, null, false)));
    }

    /** A stage that waits for groups, and for their end. */
    private Stage joins() {
        return linked("s", new Stage.After(List.of("first"), Stage.Mode.GROUP, "sample", true), List.of());
    }

    private void upstream(String stage, String key, boolean failed, Consumer<UpstreamTask> sink) {
        if (silences-- > 0) {
            throw new QueueUnavailableException("Redis is silent", new IOException());
        }
        sink.accept(new UpstreamTask("first", "first/1", null));
    }

    private Stage linked(String name, Stage.@Nullable After after, List<Stage.Follower> followers) {
        return PlainStage.of(name, folder, after).followedBy(followers);
    }

    private Trust unsigned() {
        try {
            return Trust.in(campaign(), null);
        } catch (UntrustedException e) {
            throw new AssertionError(e);
        }
    }
}
