package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** One campaign from its submission to its removal, with faults in between, and all checks after it. */
final class Round {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    /** So much of the campaign has ended before the first fault, and no fault strikes after so much. */
    private static final double FIRST = 0.02;

    private static final double LAST = 0.97;

    private final Plan plan;
    private final Function<Fault, Row> rows;
    private final List<Struck> struck = new ArrayList<>();
    private final Memory memory = new Memory();

    /** @param at seconds since 1970 */
    private record Struck(Fault fault, double at) {}

    Round(Plan plan, Function<Fault, Row> rows) {
        this.plan = plan;
        this.rows = rows;
    }

    /** A check that failed; the round's folder is kept. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** @throws Failed with the seed, the round and the folder */
    void play() {
        Path folder = Path.of("(none)");
        try (Arena arena = new Arena(plan)) {
            folder = arena.folder();
            strikeWhileSubmitting(arena);
            arena.startHosts();
            arena.launcher().follow();
            try (Recoveries recoveries = new Recoveries(arena.peek())) {
                strikeWhileRunning(arena, recoveries);
                await(
                        "the campaign to be complete",
                        () -> arena.peek().look().filter(Peek.Look::complete).isPresent());
                await("the last recovery to be seen", () -> !recoveries.pending());
            }
            memory.note(arena);
            check(arena);
        } catch (Exception | AssertionError e) {
            throw new Failed(
                    plan + " does not hold: " + e.getMessage() + "\n  struck: " + struck + "\n  kept: " + folder, e);
        }
        remove(folder);
    }

    private void strikeWhileSubmitting(Arena arena) throws Exception {
        for (Fault fault : plan.of(Fault.Phase.SUBMITTING)) {
            Peek.Look before = new Peek.Look(Map.of(), plan.tasks(), 0, 0, false);
            double at = now();
            if (fault.strike(arena)) {
                rows.apply(fault).struck(before);
                struck.add(new Struck(fault, at));
            }
        }
    }

    private void strikeWhileRunning(Arena arena, Recoveries recoveries) throws Exception {
        List<Fault> faults = plan.of(Fault.Phase.RUNNING);
        await("the first tasks to end", () -> ended(arena) > FIRST * plan.tasks());
        memory.note(arena);
        for (Fault fault : faults) {
            Arena.pass(arena.random(50, 600));
            Peek.Look before = sight(arena);
            if (before.ended() > LAST * plan.tasks()) {
                return; // the rest of the plan would meet an empty queue
            }
            Row row = rows.apply(fault);
            Runnable watch = recoveries.begin(row, before);
            double at = now();
            if (fault.strike(arena)) {
                watch.run();
                row.struck(before);
                struck.add(new Struck(fault, at));
            }
            // Every other fault strikes while the last one may not be over yet.
            if (arena.random(0, 2) == 0) {
                await(fault.title() + ": to recover", () -> !recoveries.pending());
            }
        }
    }

    private static Peek.Look sight(Arena arena) {
        await("Redis to answer", () -> arena.peek().look().isPresent());
        return arena.peek().look().orElseThrow();
    }

    private long ended(Arena arena) {
        return arena.peek().look().map(Peek.Look::ended).orElse(0L);
    }

    private void check(Arena arena) throws IOException {
        arena.endPrograms();
        Ended rollcall = arena.muster("rollcall", plan.campaign(), "--deep");
        Ended results = arena.muster("results", plan.campaign(), "--json");
        Books books = Books.of(results.jsonLines(), arena.peek().history());
        RanLog ran = RanLog.read(arena.folder().resolve("ran.log"));
        boolean forgotten = struck.stream().anyMatch(one -> one.fault().forgets());
        Verdict verdict = Verdict.of(plan.shape().ends(plan.tasks()), books, ran, forgotten);
        count(verdict);
        List<String> wrong = new ArrayList<>();
        if (!verdict.good()) {
            wrong.add(verdict.complaint());
        }
        if (rollcall.exit() != 0) {
            wrong.add("rollcall: " + rollcall.out() + rollcall.err());
        }
        endsOf(arena, wrong);
        if (!wrong.isEmpty()) {
            throw new AssertionError(String.join("\n  ", wrong));
        }
    }

    /** Nothing of a campaign is left when it is over: no process, and after its removal no key. */
    private void endsOf(Arena arena, List<String> wrong) {
        try {
            await("all processes to end", () -> Procs.of(arena.folder()).isEmpty());
        } catch (ConditionTimeoutException e) {
            Procs.of(arena.folder())
                    .forEach(pid -> wrong.add("process " + pid + " is left: " + Procs.commandLine(pid)));
        }
        if (wrong.isEmpty()) {
            Ended purge = arena.muster("purge", plan.campaign(), "--yes");
            Set<String> keys = arena.peek().keys();
            if (purge.exit() != 0 || !keys.isEmpty()) {
                wrong.add("purge ended with " + purge.exit() + " and left " + keys + ": " + purge.err());
            }
        }
    }

    /** A start that nobody asked for is put to the last fault before it. */
    private void count(Verdict verdict) {
        for (RanLog.Start start : verdict.again()) {
            struck.stream()
                    .filter(one -> one.at() <= start.at())
                    .reduce((earlier, later) -> later)
                    .ifPresentOrElse(
                            one -> rows.apply(one.fault()).runTwice(1),
                            () -> verdict.wrong().add("a task ran twice before any fault"));
        }
        if (!struck.isEmpty()) {
            Row last = rows.apply(struck.get(struck.size() - 1).fault());
            last.lost(verdict.lost().size());
            last.recordedTwice(verdict.recordedTwice().size());
        }
    }

    Memory memory() {
        return memory;
    }

    private static double now() {
        return System.currentTimeMillis() / 1000.0;
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
