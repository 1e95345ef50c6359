package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.AllocationState.Unknown;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.BatchScript;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.Submitted.Accepted;
import org.musterhpc.launcher.dialect.Submitted.Refused;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** The dialects' own commands, and their readers, find in the fakes what they find in the real ones. */
class FakeSchedulersIT {
    private FakeSchedulers fake;

    /** Of the arrays that are made next. */
    private Duration walltime = Duration.ofMinutes(10);

    @BeforeEach
    void start() {
        fake = new FakeSchedulers();
        fake.settings("history=1", "kill_wait=1");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    private CommandResult ask(List<String> command) {
        return answer(fake.run(command));
    }

    private static CommandResult answer(Ran ran) {
        return new CommandResult(ran.exit(), ran.out(), ran.err());
    }

    private static Dialect dialect(String name) {
        return Dialects.named(name).orElseThrow();
    }

    /** What an element does, its number being in {@code $n}. */
    private Path script(
            Dialect dialect, String name, int last, Integer throttle, Map<String, String> options, String task)
            throws IOException {
        Path program = fake.remote().resolve(name + ".task");
        Files.writeString(
                program, "n=${SLURM_ARRAY_TASK_ID:-${PBS_ARRAY_INDEX:-}}\ncd " + fake.remote() + "\n" + task + "\n");
        ArrayRequest request = new ArrayRequest(
                name,
                new ArrayRequest.Indices(0, last, throttle),
                new ArrayRequest.Needs(walltime, 1, 100L << 20, null),
                new ArrayRequest.Site(options, List.of()),
                fake.remote().resolve("logs").toString(),
                List.of("bash", program.toString()));
        Path template = Folders.cluster("../../../" + dialect.name() + "-templates/array.sh");
        String text = new BatchScript(dialect, "array.sh", Files.readString(template)).render(request);
        return Files.writeString(fake.remote().resolve(name + ".sh"), text);
    }

    private Submitted submit(Dialect dialect, Path script) {
        return dialect.submitted(ask(dialect.submit(script.toString())));
    }

    private String accepted(Dialect dialect, String name, int last, Integer throttle, String task) throws IOException {
        return ((Accepted) submit(dialect, script(dialect, name, last, throttle, Map.of(), task))).array();
    }

    private ArrayStates states(Dialect dialect, String array) {
        List<String> arrays = List.of(array);
        return dialect.states(arrays, ask(dialect.status(arrays))).get(array);
    }

    private void awaitAll(Dialect dialect, String array, int last, Class<? extends AllocationState> kind) {
        await().until(
                        () -> states(dialect, array),
                        states -> IntStream.rangeClosed(0, last).allMatch(index -> kind.isInstance(states.of(index))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void arrayRunsWithinItsThrottleAndIsAccountedFor(String name) throws IOException {
        Dialect dialect = dialect(name);
        String array = accepted(dialect, "runs", 5, 2, """
                echo "start $n" >> ran; sleep 0.4; echo "end $n" >> ran
                if [ "$n" = 3 ]; then exit 3; fi; if [ "$n" = 4 ]; then kill -9 $$; fi""");
        awaitAll(dialect, array, 5, Ended.class);
        ArrayStates states = states(dialect, array);
        assertThat(states.of(0)).isEqualTo(new Ended(EndKind.COMPLETED, OptionalInt.of(0)));
        assertThat(states.of(3)).isEqualTo(new Ended(EndKind.FAILED, OptionalInt.of(3)));
        assertThat(states.of(4)).isEqualTo(new Ended(EndKind.FAILED, OptionalInt.of(137)));
        int running = 0;
        for (String line : Files.readAllLines(fake.remote().resolve("ran"))) {
            running += line.startsWith("start") ? 1 : -1;
            assertThat(running).isBetween(0, 2);
        }
        assertThat(Files.readAllLines(fake.remote().resolve("ran"))).hasSize(12);
        await().until(() -> fake.remote().resolve("logs").toFile().list().length == 6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void elementAndThenTheArrayAreCancelled(String name) throws IOException {
        Dialect dialect = dialect(name);
        String array =
                accepted(dialect, "cancelled", 3, 3, "trap '' TERM; echo $$ >> pids; while :; do sleep 0.1; done");
        await().until(() -> pids().size() == 3);
        List<String> one = List.of(dialect.element(array, 1));
        assertThat(cancel(dialect, one)).isTrue();
        await().until(() -> states(dialect, array).of(1) instanceof Ended);
        assertThat(states(dialect, array).of(0)).isInstanceOf(Running.class);
        assertThat(cancel(dialect, List.of(array))).isTrue();
        awaitAll(dialect, array, 3, Ended.class);
        assertThat(((Ended) states(dialect, array).of(1)).kind()).isEqualTo(EndKind.CANCELLED);
        assertThat(pids()).allMatch(pid -> ProcessHandle.of(pid).isEmpty());
        assertThat(cancel(dialect, List.of(array))).isTrue();
    }

    private boolean cancel(Dialect dialect, List<String> ids) {
        return dialect.cancel(ids).stream().allMatch(command -> dialect.cancelled(ask(command)));
    }

    /** As OpenPBS 23.06 does; what is cancelled goes to it one array at a time. */
    @Test
    void serverDiesOfElementsOfTwoArraysInOneQdel() throws IOException {
        Dialect pbs = dialect("pbs");
        String one = accepted(pbs, "one", 1, null, "sleep 600");
        String two = accepted(pbs, "two", 1, null, "sleep 600");
        awaitAll(pbs, two, 1, Running.class);
        List<String> both = List.of(pbs.element(one, 0), pbs.element(one, 1), pbs.element(two, 1));
        assertThat(cancel(pbs, both)).isTrue();
        awaitAll(pbs, one, 1, Ended.class);
        assertThat(states(pbs, two).of(0)).isInstanceOf(Running.class);
        List<String> fatal = new ArrayList<>(List.of("qdel"));
        fatal.addAll(both);
        assertThat(ask(fatal).exit()).isZero();
        assertThat(states(pbs, two).of(0)).isInstanceOf(Unknown.class);
        Files.delete(fake.folder().resolve("crashed"));
    }

    private List<Long> pids() throws IOException {
        Path pids = fake.remote().resolve("pids");
        return Files.exists(pids)
                ? Files.readAllLines(pids).stream().map(Long::valueOf).toList()
                : List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void walltimeEndsAnElement(String name) throws IOException {
        walltime = Duration.ofSeconds(4);
        Dialect dialect = dialect(name);
        String array = accepted(dialect, "late", 1, null, "sleep 600");
        awaitAll(dialect, array, 1, Ended.class);
        assertThat(((Ended) states(dialect, array).of(0)).kind()).isEqualTo(EndKind.TIMEOUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void arrayOfOneElementRunsAndIsForgotten(String name) throws IOException {
        Dialect dialect = dialect(name);
        String array = accepted(dialect, "one", 0, null, "sleep 0.2");
        awaitAll(dialect, array, 0, Ended.class);
        fake.settings("history=0", "min_age=-1");
        await().until(() -> states(dialect, array).of(0), new Ended(EndKind.UNREPORTED, OptionalInt.empty())::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void arrayIsFoundByItsName(String name) throws IOException {
        Dialect dialect = dialect(name);
        assertThat(dialect.found("named", ask(dialect.lookup("named")))).isEqualTo(Optional.of(List.of()));
        String array = accepted(dialect, "named", 2, null, "sleep 600");
        accepted(dialect, "other", 2, null, "sleep 600");
        assertThat(dialect.found("named", ask(dialect.lookup("named")))).isEqualTo(Optional.of(List.of(array)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void limitsAreTold(String name) {
        Dialect dialect = dialect(name);
        Limits limits = dialect.limits(ask(dialect.limits())).orElseThrow();
        assertThat(limits.arraySize()).isEqualTo(name.equals("slurm") ? 1001 : 10_000);
        assertThat(limits.partitions().get("short").most().walltime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(limits.partitions()
                        .get(name.equals("slurm") ? "debug" : "workq")
                        .standard())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void whatTheSiteDoesNotAllowIsRefused(String name) throws IOException {
        Dialect dialect = dialect(name);
        String partition = name.equals("slurm") ? "partition" : "queue";
        assertRefused(dialect, Refusal.PARTITION, script(dialect, "a", 1, null, Map.of(partition, "nosuch"), ":"));
        assertRefused(dialect, Refusal.ACCOUNT, script(dialect, "b", 1, null, Map.of("account", "nobody"), ":"));
        assertRefused(dialect, Refusal.ARRAY_SIZE, script(dialect, "c", 10_001, null, Map.of(), ":"));
        assertRefused(dialect, Refusal.SCRIPT, Path.of("nosuch.sh"));
        fake.settings("max_submit=3");
        assertRefused(dialect, Refusal.SUBMIT_LIMIT, script(dialect, "d", 3, null, Map.of(), ":"));
    }

    private void assertRefused(Dialect dialect, Refusal why, Path script) {
        assertThat(submit(dialect, script))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void submissionGoesWrongInEveryWay(String name) throws IOException {
        Dialect dialect = dialect(name);
        String command = dialect.submit("x").get(0);
        List<String> submit = dialect.submit(
                script(dialect, "wrong", 1, null, Map.of(), "sleep 600").toString());

        fake.log().fault(command, "reject");
        assertThat(dialect.submitted(ask(submit))).isInstanceOf(Refused.class);
        fake.log().fault(command, "fail no connection");
        assertThat(dialect.submitted(ask(submit))).isInstanceOf(Submitted.Unknown.class);
        fake.log().fault(command, "hang");
        assertThat(dialect.submitted(answer(fake.runUntilItHangs(submit)))).isInstanceOf(Submitted.Unknown.class);
        assertThat(found(dialect)).isEmpty();

        fake.log().fault(command, "lose-id");
        assertThat(dialect.submitted(ask(submit))).isInstanceOf(Submitted.Unknown.class);
        assertThat(found(dialect)).hasSize(1);
        fake.log().fault(command, "lost");
        assertThat(dialect.submitted(answer(fake.runUntilItHangs(submit)))).isInstanceOf(Submitted.Unknown.class);
        assertThat(found(dialect)).hasSize(2);
        assertThat(fake.log().calls(command, 0)).hasSize(5);
    }

    private List<String> found(Dialect dialect) {
        return dialect.found("wrong", ask(dialect.lookup("wrong"))).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void statesGoWrongInEveryWay(String name) throws IOException {
        Dialect dialect = dialect(name);
        String command = name.equals("slurm") ? "squeue" : "qstat";
        String array = accepted(dialect, "asked", 1, null, "sleep 600");
        awaitAll(dialect, array, 1, Running.class);
        fake.log().fault(command, "2 fail no connection");
        assertThat(states(dialect, array).of(0)).isInstanceOf(Unknown.class);
        assertThat(states(dialect, array).of(0)).isInstanceOf(Unknown.class);
        assertThat(states(dialect, array).of(0)).isInstanceOf(Running.class);
        assertThat(cancel(dialect, List.of(array))).isTrue();
        awaitAll(dialect, array, 1, Ended.class);
        assertThat(fake.log().faultWaits(command)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "pbs"})
    void staleAnswerIsTheFormerOne(String name) throws IOException {
        Dialect dialect = dialect(name);
        assertThat(found(dialect)).isEmpty();
        accepted(dialect, "wrong", 1, null, "sleep 600");
        fake.log().fault(dialect.lookup("x").get(0), "stale");
        assertThat(found(dialect)).isEmpty();
        assertThat(found(dialect)).hasSize(1);
    }
}
