package org.musterhpc.systemtests.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders {@code docs/guarantees.md} from the kinds of faults and the results of the last long run. */
final class Guarantees {
    private Guarantees() {}

    /**
     * A guarantee that another suite shows.
     *
     * @param shown class names of the tests
     */
    record Other(String what, List<String> shown) {}

    static final List<Other> OTHERS = List.of(
            new Other(
                    "every move is atomic, fenced by its token, and legal from where the task is; the sum holds after every"
                            + " act, in all schedules of five to eight acts on one or two tasks and in random walks of many",
                    List.of("ProtocolSchedulesIT", "ProtocolHaltSchedulesIT", "ProtocolWalkIT", "ProtocolFaultsIT")),
            new Other(
                    "a campaign that Redis lost comes back; what a journal knows as done does not run again; a restore that is"
                            + " killed goes on",
                    List.of("RestoreIT")),
            new Other(
                    "`kill -9` of an agent, and of Muster's own Redis, in a run as a user has it",
                    List.of("KilledAgentIT", "KilledRedisIT")),
            new Other(
                    "a run goes on after a failover to a replica by Sentinel; what the old primary took with it is sent again",
                    List.of("FailoverIT", "SentinelIT")),
            new Other(
                    "campaigns in a Redis Cluster go on when a node is killed or slots move",
                    List.of("RedisClusterIT", "ClusterIT", "ClusterFailoverIT")),
            new Other(
                    "a Redis that would lose tasks, or is open to the network, is refused",
                    List.of("FitnessIT", "ServerReportTest")),
            new Other(
                    "a task that kills its agents is buried after so many losses; what ran beside it is not",
                    List.of("PoisonIT")),
            new Other(
                    "an agent that outlives its campaign does nothing to another of the same name",
                    List.of("NamesakeIT")),
            new Other(
                    "who can write to Redis, but has not a campaign's key, runs nothing",
                    List.of("SigningIT", "SigningKeyTest")),
            new Other(
                    "a thousand agents that start at once on a hundred campaigns: nobody is refused, nothing is missing",
                    List.of("LoadBenchIT")),
            new Other("Ctrl-C in a run, and the same run again", List.of("InterruptedRunIT")),
            new Other(
                    "failures of each kind end in the outcome and the state that they should",
                    List.of("MixedOutcomesIT")),
            new Other(
                    "messages of other producers are run, or dead with a reason; none is dropped",
                    List.of("ForeignProducerIT")),
            new Other(
                    "a submission to a scheduler that timed out, failed or was killed anywhere is not made twice",
                    List.of("LostSubmissionsIT", "FakeCampaignsIT")),
            new Other(
                    "a scheduler that is away, hangs or says strange things loses nothing",
                    List.of("ControllerFaultsIT", "StrangeAnswersIT")),
            new Other(
                    "elements of arrays that are killed, requeued or cancelled give their tasks back at once",
                    List.of("ElementFaultsIT")),
            new Other("arrays go on when the launcher is gone", List.of("AbsentLauncherIT")),
            new Other("a task is ended at its walltime on a real scheduler", List.of("WalltimeIT")));

    /**
     * @param results of the last long run; null: there was none
     * @param soak the same of one long campaign
     */
    static String render(List<Fault> kinds, @Nullable Report results, @Nullable Report soak) {
        Map<String, Row.Figures> rows = results == null
                ? Map.of()
                : results.rows().stream().collect(Collectors.toMap(Row.Figures::fault, Function.identity()));
        StringBuilder text = new StringBuilder("""
                # What is guaranteed, fault by fault

                Rendered by a test from the kinds of faults (`src/system-tests`, package `faults`) and from the results of the last long runs (`src/system-tests/faults`); change those, not this.

                `bin/faults` does these things to real processes – a Redis with an append-only file, the launcher, four agents of which three have a network and a disk of their own – while campaigns run whose tasks write down each of their starts. Kinds come in an order that follows from a seed, at moments that do, often two at once. After each round it is checked that

                - every task has ended as it must, once: DONE, or DEAD where it was made to fail;
                - what is recorded is what ran: each recorded attempt that had an outcome of its own wrote its line, no attempt ran twice under one number, and none ran that is not recorded (the last two are counted rather than refused where Redis has forgotten something); in some campaigns tasks hang and are begun a second time elsewhere: each such start is one that Redis gave somebody;
                - `muster rollcall --deep` holds; no process is left; after `muster purge` no key is.

                A check that fails names the seed and the round, and keeps the folder: `bin/faults --seed S --rounds N` does it again. A short form of it, `FaultsIT`, is in every build.

                ## In every case
                A task that Redis has taken is not lost and its outcome counts once. A task whose agent, network or Redis failed may *run* again, so it must be safe to run twice; where a stage says `stragglers`, two attempts at a task may also run, and write, at the same time though nothing has failed, and one of the two counts. Times are those of leases: by default 30 s (`heartbeat.lease`); in these tests 2 s.

                ## Faults
                | fault | what is kept | what may run again | how soon it is over | not promised |
                |---|---|---|---|---|
                """);
        for (Fault kind : kinds) {
            Promise promise = kind.promise();
            text.append(row(
                    kind.title(),
                    promise.kept(),
                    promise.again(),
                    promise.soon(),
                    promise.not().isEmpty() ? "–" : promise.not()));
        }
        text.append("\nEach is shown by `FaultsIT`, class `Kinds`, and by the long run:\n\n## The last long run\n");
        text.append(results == null ? "Not run yet.\n" : summary(results));
        text.append(soak == null ? "" : soaked(soak));
        text.append("""

                *At risk*: tasks that ran or waited when the fault struck. *Run again*: starts that the campaign did not ask for, put to the first fault after the start before them. *Recovery*: seconds from the fault (not from its end) until tasks end again and none is held by a lease of the moment of the fault, so what takes three seconds to be over has at least these three.

                | fault | times | at risk | lost | recorded twice | run again | recovery, median | longest |
                |---|--:|--:|--:|--:|--:|--:|--:|
                """);
        kinds.forEach(kind -> text.append(figures(kind, rows.get(kind.title()))));
        text.append("\n## Shown by other tests\n| what | tests |\n|---|---|\n");
        OTHERS.forEach(other -> text.append(row(other.what(), code(other.shown()))));
        return text.toString();
    }

    private static String summary(Report results) {
        return String.format(
                Locale.ROOT,
                "`bin/faults --seed %d`: %d faults of %d kinds over %,d tasks in %d rounds and %d s.%n",
                results.seed(),
                results.faults(),
                results.kinds(),
                results.tasks(),
                results.rounds(),
                results.seconds());
    }

    private static String soaked(Report soak) {
        return String.format(
                Locale.ROOT,
                "%n`bin/faults --soak %d --seed %d`: one campaign of %,d tasks, with %d faults of %d kinds in %d s: %d lost,"
                        + " %d recorded twice. Resident memory of an agent and of the sentinel that no fault ended, at the"
                        + " begin, after each quarter of the time and at the end: %s.%n",
                soak.tasks() / (60 * Options.TASKS_A_SECOND),
                soak.seed(),
                soak.tasks(),
                soak.faults(),
                soak.kinds(),
                soak.seconds(),
                soak.rows().stream().mapToLong(Row.Figures::lost).sum(),
                soak.rows().stream().mapToLong(Row.Figures::recordedTwice).sum(),
                soak.memory());
    }

    private static String figures(Fault kind, Row.@Nullable Figures row) {
        if (row == null || row.struck() == 0) {
            return row(kind.title(), "not run", "", "", "", "", "", "");
        }
        return row(
                kind.title(),
                row.struck(),
                row.atRisk(),
                row.lost(),
                row.recordedTwice(),
                row.runTwice(),
                Report.seconds(row.median()),
                Report.seconds(row.longest()));
    }

    private static String code(List<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
