package org.musterhpc.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.testkit.Ceiling;

/** Handlers of an agent, which are real processes that do right and wrong: each task has its own outcome. */
class HandlerIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What each handler here begins with: it notes its start, and knows the task's number and how to answer. */
    private static final String BEGIN = """
            import json, os, signal, subprocess, sys, time
            with open("starts", "a") as starts: starts.write("%d\\n" % os.getpid())
            def tasks():
                for line in sys.stdin:
                    task = json.loads(line)
                    yield task, task["params"]["n"]
            def say(task, **more):
                print(json.dumps({"id": task["id"], **more}), flush=True)
            """;

    @TempDir
    Path folder;

    private Field field;

    @BeforeEach
    void setUp() {
        field = new Field(folder);
        field.retry = new RetrySettings(1, 20, Duration.ofMillis(100), Map.of());
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        field.close();
    }

    private static TaskCommand.Handler python() {
        return handler(0, null);
    }

    private static TaskCommand.Handler handler(int tasks, @Nullable Long memory) {
        return new TaskCommand.Handler(new TaskCommand.Shell("python3 h.py"), tasks, memory);
    }

    private void script(String body) throws IOException {
        Files.writeString(folder.resolve("h.py"), BEGIN + body);
    }

    private void campaign(
            int tasks, Duration walltime, TaskCommand.Handler handler, @Nullable Long memory, String setup) {
        field.campaignOf(tasks, field.stage(folder, walltime, memory, handler, setup));
        seal();
    }

    private void seal() {
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
    }

    private void drained(String slots) throws Exception {
        drained(slots, "1s");
    }

    private void drained(String slots, String grace) throws Exception {
        Process agent = field.agent("--slots", slots, "--kill-grace", grace);
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.tally().holds()).isTrue();
    }

    private Attempt last(int n) {
        return field.task(n).ending().last();
    }

    private String log(int n) throws IOException {
        Attempt last = last(n);
        byte[] log = Files.readAllBytes(Path.of(last.log().file()));
        return new String(log, (int) last.log().offset(), (int) last.log().length(), UTF_8);
    }

    private List<String> starts() throws IOException {
        return Files.readAllLines(folder.resolve("starts"));
    }

    private void ends(int n, Outcome outcome, @Nullable Integer exit, @Nullable String reason) {
        Attempt last = last(n);
        assertThat(last.outcome()).as("task " + n + ": " + last.detail()).isEqualTo(outcome);
        assertThat(last.detail().exit()).as("task " + n).isEqualTo(exit);
        assertThat(String.valueOf(last.detail().reason())).as("task " + n).contains(String.valueOf(reason));
    }

    @Test
    void takesOneTaskAfterTheOtherAndEachHasItsOwnLogAndResult() throws Exception {
        script("""
                import atexit
                atexit.register(lambda: open("ended", "a").write("in order\\n"))
                for task, n in tasks():
                    print("out", n, flush=True); os.write(2, b"err %d\\n" % n)  # whole: both streams are one log
                    print('{"a": 1}', flush=True)
                    with open("done", "a") as done: done.write("%d\\n" % n)
                    say(task, ok=True, result={"n": n, "task": task, "env": os.environ["CARRIED"]})
                """);
        campaign(300, LONG, python(), null, "");
        drained("2", "5m"); // each handler ends in order, however long that takes

        assertThat(field.tally().count(State.DONE)).isEqualTo(300);
        List<String> done = Files.readAllLines(folder.resolve("done"));
        assertThat(done).hasSize(300);
        assertThat(new HashSet<>(done)).hasSize(300);
        assertThat(starts()).hasSizeBetween(1, 2);
        assertThat(Files.readAllLines(folder.resolve("ended"))).hasSameSizeAs(starts());
        assertThat(log(17).lines()).containsExactlyInAnyOrder("out 17", "err 17", "{\"a\": 1}");
        assertThat(last(17).result().path("n").asInt()).isEqualTo(17);
        assertThat(last(17).result().path("env").asText()).isEqualTo("along");
        assertThat(last(17).usage().maxRssBytes()).isPositive();
        var task = last(17).result().path("task");
        assertThat(task.path("id").asText()).isEqualTo("s/17");
        assertThat(task.path("key").asText()).isEqualTo("17");
        assertThat(task.path("attempt").asInt()).isOne();
        assertThat(task.path("workdir").asText()).isEqualTo(folder.toString());
        assertThat(task.path("deadline").asLong()).isGreaterThan(Instant.EPOCH.getEpochSecond());
    }

    @Test
    void onlyTheTaskThatItFailsAtPays() throws Exception {
        script("""
                for task, n in tasks():
                    if n == 1: say(task, ok=False, error="no such tile", exit=7)
                    elif n == 2: os._exit(3)
                    elif n == 3: os.kill(os.getpid(), signal.SIGKILL)
                    elif n == 4: print(json.dumps({"id": "s/5", "ok": True}), flush=True)
                    elif n == 5: say(task, ok="yes")
                    elif n == 6: print("{" + 2000000 * "x", flush=True)
                    elif n == 7: sys.exit(0)
                    elif n == 8: os.close(1); time.sleep(86397)
                    elif n == 9:
                        print("{rubbish", flush=True); say(task, ok=True)
                    elif n == 10: say(task, ok=True, result=70000 * "x")
                    elif n == 11: say(task, ok=True, last=True)
                    elif n == 12: sys.stdout.write(json.dumps({"id": task["id"], "ok": True})); sys.exit(0)
                    else: say(task, ok=True, result=n)
                """);
        campaign(14, LONG, python(), null, "");
        drained("1");

        ends(1, Outcome.EXIT, 7, "no such tile");
        ends(2, Outcome.EXIT, 3, "the handler ended with status 3 before it answered");
        ends(3, Outcome.SIGNAL, null, "null");
        assertThat(last(3).detail().signal()).isEqualTo(9);
        ends(4, Outcome.EXIT, 76, "it answered for task s/5");
        ends(5, Outcome.EXIT, 76, "id must be a text and ok true or false");
        ends(6, Outcome.EXIT, 76, "more than 1 MiB");
        ends(7, Outcome.EXIT, 0, "the handler ended with status 0 before it answered");
        ends(8, Outcome.EXIT, 76, "it closed its standard output and stayed");
        ends(9, Outcome.OK, 0, "null");
        assertThat(log(9)).isEqualTo("{rubbish\n");
        ends(10, Outcome.OK, 0, "its result is longer than 64 KiB and was left out");
        ends(11, Outcome.OK, 0, "null");
        ends(12, Outcome.OK, 0, "null");
        ends(13, Outcome.OK, 0, "null");
        assertThat(last(14).result().asInt()).isEqualTo(14);
        assertThat(starts()).hasSize(10); // one each for 2 to 8, 11 and 12, and one after that
    }

    /** It ends when the next task is already in its pipe. */
    @Test
    void oneThatEndsBetweenTwoTasksCostsNobodyAnything() throws Exception {
        script("""
                import select
                for task, n in tasks():
                    say(task, ok=True, result=n)
                    if n % 2: select.select([0], [], []); os._exit(3)
                """);
        campaign(4, LONG, python(), null, "");
        drained("1");

        for (int n = 1; n <= 4; n++) {
            ends(n, Outcome.OK, 0, "null");
            assertThat(last(n).result().asInt()).isEqualTo(n);
        }
        assertThat(starts()).hasSize(3);
    }

    @Test
    void walltimeEndsItsWholeTreeAndTheNextTaskHasAnother() throws Exception {
        script("""
                for task, n in tasks():
                    if n == 1:
                        signal.signal(signal.SIGTERM, signal.SIG_IGN)
                        subprocess.Popen(["setsid", "sleep", "86394"])
                        time.sleep(86394)
                    say(task, ok=True)
                """);
        field.campaignOf(1, field.stage(folder, Duration.ofSeconds(8), null, python(), ""));
        field.push(2, 2, new Needs(LONG, null, 0, null));
        seal();
        drained("1");

        ends(1, Outcome.WALLTIME, null, "null");
        ends(2, Outcome.OK, 0, "null");
        assertThat(starts()).hasSize(2);
        assertThat(field.alive("sleep 86394")).isFalse();
    }

    @Test
    void isReplacedAfterSoManyTasksAndWhereItHasGrown() throws Exception {
        script("""
                kept = []
                for task, n in tasks():
                    kept.append(bytearray(b"x" * (100 << 20)) if n > 6 else b"")
                    say(task, ok=True, result=os.getpid())
                """);
        campaign(8, LONG, handler(3, 80L << 20), null, "");
        drained("1");

        assertThat(field.tally().count(State.DONE)).isEqualTo(8);
        assertThat(starts()).hasSize(4); // for 1 to 3, 4 to 6, 7 and 8
    }

    @Test
    void usesNoMoreMemoryThanATaskMay() throws Exception {
        script("""
                kept = []
                for task, n in tasks():
                    if n == 1: kept.append(bytearray(b"x" * (200 << 20))); time.sleep(86393)
                    say(task, ok=True)
                """);
        campaign(2, LONG, python(), 100L << 20, "");
        drained("1");

        ends(1, Outcome.OOM, null, "and may use 100M");
        ends(2, Outcome.OK, 0, "null");
    }

    @Test
    void setupRunsOnceForEachAndMustSucceed() throws Exception {
        script("""
                for task, n in tasks(): say(task, ok=True, result=os.environ["FROM_SETUP"])
                """);
        campaign(3, LONG, python(), null, "echo once >> setups; export FROM_SETUP=yes; test -e fine");
        drained("1");
        ends(1, Outcome.SETUP, 1, "setup failed with status 1 at: test -e fine");
        assertThat(Files.readAllLines(folder.resolve("setups"))).hasSize(3);

        Files.createFile(folder.resolve("fine"));
        Files.delete(folder.resolve("setups"));
        field.queues.control().requeue(Field.CAMPAIGN, Field.STAGE, List.of("s/1", "s/2", "s/3"), true);
        drained("1");
        assertThat(field.tally().count(State.DONE)).isEqualTo(3);
        assertThat(last(3).result().asText()).isEqualTo("yes");
        assertThat(Files.readAllLines(folder.resolve("setups"))).hasSize(1);
    }

    @Test
    void programThatIsNotThereIsToldAtOnce() throws Exception {
        campaign(
                1,
                LONG,
                new TaskCommand.Handler(new TaskCommand.Argv(List.of("./no-such-handler")), 0, null),
                null,
                "");
        drained("1");
        ends(1, Outcome.START_FAILED, 127, "no such program");
    }

    @Test
    void taskWithACommandOfItsOwnIsAProcessOfItsOwn() throws Exception {
        script("for task, n in tasks(): say(task, ok=True, result=\"handled\")\n");
        field.campaignOf(0, field.stage(folder, LONG, null, python(), ""));
        field.push(1, 1, Needs.NOTHING);
        field.push(2, 2, new Needs(null, null, 0, new TaskCommand.Shell("echo 2 > $MUSTER_RESULT")));
        seal();
        drained("1");
        assertThat(last(1).result().asText()).isEqualTo("handled");
        assertThat(last(2).result().asInt()).isEqualTo(2);
    }

    @Test
    void noneIsLeftWhenTheAgentIsKilledOrDrainedOrStopped() throws Exception {
        script("""
                for task, n in tasks():
                    say(task, ok=True)
                    if n % 3 == 2: subprocess.Popen(["setsid", "sleep", "86392"])
                """);
        String mark = "h.py " + folder.getFileName();
        TaskCommand.Handler marked = new TaskCommand.Handler(new TaskCommand.Shell("python3 " + mark), 0, null);
        field.campaignOf(0, field.stage(folder, LONG, null, marked, ""));
        int next = 1;
        for (String signal : List.of("KILL", "URG", "TERM")) {
            int from = next;
            next += 3;
            Process agent = field.agent("--slots", "1", "--linger", "10m", "--kill-grace", "1s");
            field.push(from, from + 2, Needs.NOTHING);
            await().atMost(Ceiling.TIME)
                    .untilAsserted(() -> assertThat(field.tally().count(State.DONE))
                            .as(field::said)
                            .isEqualTo(from + 2));
            assertThat(field.alive(mark)).isTrue();
            Field.signal(signal, agent.pid());
            assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
            await().atMost(Ceiling.TIME).until(() -> !field.alive(mark) && !field.alive("sleep 86392"));
        }
    }

    /** The file that is handed out with the examples. */
    @Test
    void functionOfPythonBecomesOneByADecorator() throws Exception {
        Path example = Path.of("../examples/handler/muster_handler.py");
        Files.copy(example, folder.resolve("muster_handler.py"));
        Files.writeString(folder.resolve("worker.py"), """
                import sys
                from muster_handler import handler
                @handler
                def work(n, task):
                    print("printed", n)
                    if n == 1: raise ValueError("one is none")
                    if n == 2: sys.exit(9)
                    if n == 3: return {1, 2}
                    if n == 4: return float("nan")
                    return task["key"]
                """);
        for (String line : List.of("python3 worker.py", "python3 -m muster_handler worker:work")) {
            field.close();
            field = new Field(Files.createTempDirectory(folder, "field"));
            field.retry = new RetrySettings(1, 20, Duration.ofMillis(100), Map.of());
            TaskCommand.Handler handler = new TaskCommand.Handler(new TaskCommand.Shell(line), 0, null);
            field.campaignOf(5, field.stage(folder, LONG, null, handler, ""));
            seal();
            drained("1");
            ends(1, Outcome.EXIT, 1, "ValueError: one is none");
            assertThat(log(1)).startsWith("printed 1\n").contains("Traceback");
            ends(2, Outcome.EXIT, 9, "exit 9");
            ends(3, Outcome.EXIT, 1, "TypeError");
            ends(4, Outcome.EXIT, 1, "ValueError");
            assertThat(last(5).result().asText()).isEqualTo("5");
        }
    }
}
