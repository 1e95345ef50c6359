package org.musterhpc.launcher.dialect.pbs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.registry.Dialects;

class PbsDialectTest {
    private static final String RUNS = "{\"Jobs\": {\"7[].vm\": {\"job_state\": \"B\"},"
            + " \"7[1].vm\": {\"job_state\": \"R\", \"array_index\": 1, \"run_count\": 1}}}";
    private final Dialect pbs = Dialects.named("pbs").orElseThrow();

    @Test
    void longestTimeOfAQueueIsReadAsPbsPrintsIt() {
        for (Map.Entry<String, Duration> printed : Map.of(
                        "3600", Duration.ofHours(1), "48:00:00", Duration.ofHours(48), "30:00", Duration.ofMinutes(30))
                .entrySet()) {
            String out = "Server: s\nQueue: q\n    resources_max.walltime = " + printed.getKey() + "\n";
            assertThat(pbs.limits(new CommandResult(0, out, ""))
                            .orElseThrow()
                            .partition("q")
                            .most()
                            .walltime())
                    .isEqualTo(printed.getValue());
        }
    }

    /** The real shell over a qstat that answers as the captures do. */
    @Test
    void oneCommandAsksForAllAndAgainForFinishedOnes(@TempDir Path folder) throws Exception {
        qstat(folder, """
                echo "$*" >> calls
                case "$*" in
                *-x*'8[].vm') echo '{"Jobs": {"8[].vm": {"job_state": "F"},
                  "8[1].vm": {"job_state": "F", "Exit_status": 5, "array_index": 1, "run_count": 1}}}';;
                *'8[].vm') echo '{}'; echo 'qstat: 8[].vm Job has finished' >&2; exit 35;;
                *'9[].vm') echo '{}'; echo 'qstat: Unknown Job Id 9[].vm' >&2; exit 153;;
                *) echo '%s';;
                esac
                """.formatted(RUNS));
        List<String> arrays = List.of("7[].vm", "8[].vm", "9[].vm");
        Map<String, ArrayStates> states = pbs.states(arrays, run(folder, pbs.status(arrays)));
        assertThat(states.get("7[].vm").of(1)).isEqualTo(new AllocationState.Running());
        assertThat(states.get("8[].vm").of(1).toString()).contains("FAILED").contains("5");
        assertThat(states.get("9[].vm").of(1)).isEqualTo(AllocationState.Ended.of(EndKind.UNREPORTED));
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(4);
    }

    @Test
    void serverThatIsDownIsAskedOnce(@TempDir Path folder) throws Exception {
        qstat(folder, "echo x >> calls; echo '{}'; echo 'qstat: cannot connect to server vm' >&2; exit 255\n");
        List<String> arrays = List.of("7[].vm", "8[].vm");
        Map<String, ArrayStates> states = pbs.states(arrays, run(folder, pbs.status(arrays)));
        assertThat(states.values()).allMatch(state -> state.of(3) instanceof AllocationState.Unknown);
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(1);
    }

    @Test
    void whatCameBeforeTheConnectionBrokeCounts() {
        String out = "#muster ask 7[].vm\n" + RUNS + "\n\n#muster exit 0\n#muster ask 8[].vm\n{\"Jobs\": {\"8[].vm\"";
        Map<String, ArrayStates> states =
                pbs.states(List.of("7[].vm", "8[].vm"), new CommandResult(CommandResult.NONE, out, "Broken pipe"));
        assertThat(states.get("7[].vm").of(1)).isEqualTo(new AllocationState.Running());
        assertThat(states.get("8[].vm").of(1)).isEqualTo(new AllocationState.Unknown("Broken pipe"));
    }

    @Test
    void whatIsNotJsonOrNotAskedForIsUnknown() {
        assertThat(one("oops", 0)).isInstanceOf(AllocationState.Unknown.class);
        assertThat(one("{\"Jobs\": {}}", 0)).isInstanceOf(AllocationState.Unknown.class);
        assertThat(one(job("\"job_state\": \"M\""), 0)).isInstanceOf(AllocationState.Unknown.class);
        assertThat(one(job("\"job_state\": \"R\""), 1)).isInstanceOf(AllocationState.Unknown.class);
    }

    @Test
    void commentSaysWhatCanNeverRun() {
        String never = "Can Never Run: Insufficient amount of resource: ncpus (R: 500 A: 8 T: 8)";
        assertThat(one(job("\"job_state\": \"Q\", \"comment\": \"" + never + "\""), 0))
                .isEqualTo(new Pending(Prospect.NEVER, never));
        assertThat(one(job("\"job_state\": \"Q\", \"comment\": \"Not Running: Queue not started.\""), 0))
                .isInstanceOfSatisfying(
                        Pending.class, pending -> assertThat(pending.prospect()).isEqualTo(Prospect.WAITS));
        assertThat(one(job("\"job_state\": \"H\""), 0)).isEqualTo(new Pending(Prospect.HELD, "state H"));
        String before = "Not Running: Insufficient amount of resource: ncpus";
        assertThat(one(job("\"job_state\": \"H\", \"comment\": \"" + before + "\""), 0))
                .as("a comment of the time before it was held")
                .isEqualTo(new Pending(Prospect.HELD, "state H"));
    }

    @Test
    void negativeExitStatusSaysHowItEnded() {
        Map<Integer, EndKind> kinds = Map.ofEntries(
                entry(-29, EndKind.TIMEOUT),
                entry(-28, EndKind.TIMEOUT),
                entry(-27, EndKind.OUT_OF_MEMORY),
                entry(-26, EndKind.OUT_OF_MEMORY),
                entry(-22, EndKind.SITE_SCRIPT_FAILED),
                entry(-18, EndKind.SITE_SCRIPT_FAILED),
                entry(-16, EndKind.SITE_SCRIPT_FAILED),
                entry(-20, EndKind.NODE_FAIL),
                entry(-4, EndKind.NODE_FAIL),
                entry(-1, EndKind.LAUNCH_FAILED),
                entry(254, EndKind.LAUNCH_FAILED),
                entry(265, EndKind.FAILED));
        kinds.forEach((status, kind) -> assertThat(one(
                        job("\"job_state\": \"X\", \"array_index\": 1, \"run_count\": 1, \"Exit_status\": " + status),
                        0))
                .isInstanceOfSatisfying(
                        AllocationState.Ended.class,
                        ended -> assertThat(ended.kind()).as("" + status).isEqualTo(kind)));
    }

    @Test
    void queuesHaveLimitsOfTheirOwn() {
        String out = """
                Server: vm
                    default_queue = workq
                    max_array_size = 10000

                Queue: workq
                    queue_type = Execution
                    max_array_size = 500
                    resources_max.walltime = 24:00:00

                Queue: long
                """;
        Limits limits = pbs.limits(new CommandResult(0, out, "")).orElseThrow();
        assertThat(limits.arraySize()).isEqualTo(10000);
        assertThat(limits.partitions())
                .containsEntry(
                        "workq",
                        new Limits.Partition(
                                true,
                                new Limits.Counts(500, null),
                                new Limits.Most(Duration.ofDays(1), null, null),
                                null))
                .containsEntry("long", new Limits.Partition(false, Limits.Counts.UNKNOWN, Limits.Most.UNKNOWN, null));
    }

    /** As slurm-wlm-torque 22.05 says it, with exit status 2. */
    @Test
    void qstatThatKnowsNoneOfTheOptionsSaysNothing() {
        String usage = "Unknown option: Bf\nUsage:\n    qstat [-f] [-a|-i|-r] [job_id...]\n";
        assertThat(pbs.limits(new CommandResult(2, "", usage))).contains(new Limits(null, null, Map.of()));
        assertThat(pbs.limits(new CommandResult(255, "", "qstat: cannot connect to server vm (errno=15010)")))
                .isEmpty();
        String out = "#muster ask 221\n\n#muster exit 2\n";
        assertThat(pbs.states(List.of("221"), new CommandResult(2, out, usage.replace("Bf", "t")))
                        .get("221")
                        .of(0))
                .isInstanceOf(AllocationState.Unknown.class);
    }

    @Test
    void idsAreSaidAsQsubPrintedThem() {
        assertThat(pbs.element("17[].vm", 3)).isEqualTo("17[3].vm");
        assertThat(pbs.cancel(List.of("17[].vm"))).containsExactly(List.of("qdel", "17[].vm"));
    }

    /** A whole range of one array and an element of another in one qdel ended the server: see the captured log. */
    @Test
    void noCommandCancelsElementsOfTwoArrays() {
        assertThat(pbs.cancel(List.of("53[3].vm", "53[2].vm", "52[1].vm", "53[0].vm", "54[].vm", "221", "53.vm")))
                .containsExactly(
                        List.of("qdel", "53[3].vm", "53[2].vm", "53[0].vm"),
                        List.of("qdel", "52[1].vm"),
                        List.of("qdel", "54[].vm"),
                        List.of("qdel", "221"),
                        List.of("qdel", "53.vm"));
    }

    @Test
    void noCommandIsLongerThanAShellTakes() {
        List<String> ids = IntStream.range(0, 10_000)
                .mapToObj(index -> "53[" + index + "].vm")
                .toList();
        for (Dialect dialect : Dialects.all()) {
            List<List<String>> commands = dialect.cancel(ids);
            assertThat(commands).allMatch(command -> String.join(" ", command).length() < 100_000);
            assertThat(commands.stream().flatMap(List::stream).filter(word -> word.startsWith("53[")))
                    .containsExactlyElementsOf(ids);
        }
    }

    private AllocationState one(String json, int exit) {
        String out = "#muster ask 7[].vm\n" + json + "\n\n#muster exit " + exit + "\n";
        return pbs.states(List.of("7[].vm"), new CommandResult(0, out, ""))
                .get("7[].vm")
                .of(1);
    }

    private static String job(String attributes) {
        return "{\"Jobs\": {\"7[].vm\": {\"job_state\": \"B\", \"array\": \"True\"}, \"7[1].vm\": {" + attributes
                + "}}}";
    }

    private static void qstat(Path folder, String body) throws IOException {
        Path file = Files.writeString(folder.resolve("qstat"), "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static CommandResult run(Path folder, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        Path err = folder.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandResult(process.waitFor(), out, Files.readString(err));
    }
}
