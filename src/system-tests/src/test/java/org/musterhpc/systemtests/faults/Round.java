package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.LiveTree;

/** One campaign from its submission to its removal, with faults in between, and all checks after it. */
final class Round {
    /** So much of the campaign has ended before the first fault, and no fault strikes after so much. */
    private static final double FIRST = 0.02;

    private static final double LAST = 0.97;

    private final Plan plan;
    private final Function<Fault, Row> rows;
    private final List<Struck> struck = new CopyOnWriteArrayList<>();
    private final Memory memory = new Memory();
    private List<Verdict.Second> seconds = List.of();

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
            check(arena);
        } catch (Exception | AssertionError e) {
            throw new Failed(
                    plan + " does not hold: " + e.getMessage() + "\n  struck: " + struck + "\n  kept: " + folder, e);
        }
        LiveTree.remove(folder);
    }

    private void strikeWhileSubmitting(Arena arena) throws Exception {
        for (Fault fault : plan.of(Fault.Phase.SUBMITTING)) {
            Peek.Look before = new Peek.Look(Map.of(), plan.tasks(), 0, 0, false, false);
            double at = Struck.now();
            if (fault.strike(arena)) {
                rows.apply(fault).struck(before);
                struck.add(new Struck(fault, at, Struck.now()));
            }
        }
    }

    private void strikeWhileRunning(Arena arena, Recoveries recoveries) throws Exception {
        List<Fault> faults = plan.of(Fault.Phase.RUNNING);
        await(
                "the submission to be whole",
                () -> arena.peek().look().filter(Peek.Look::submitted).isPresent());
        await("the first tasks to end", () -> ended(arena) > FIRST * plan.tasks());
        memory.note(arena);
        for (int next = 0; next < faults.size(); next++) {
            Arena.pass(arena.random(50, 600));
            Peek.Look before = sight(arena);
            if (before.ended() > LAST * plan.tasks()) {
                return; // the rest of the plan would meet an empty queue
            }
            Fault fault = faults.get(next);
            Fault second = next + 1 < faults.size() ? faults.get(next + 1) : fault;
            boolean both = second != fault && !(fault.onRedis() && second.onRedis()) && arena.random(0, 2) == 0;
            if (both) {
                next++;
                strikeBoth(arena, recoveries, List.of(fault, second), before);
            } else {
                strike(arena, recoveries, fault, before);
            }
            memory.note(arena); // not at the end: an agent that has nothing to do leaves
            // About every other time the next fault strikes while this one may not be over yet.
            if (arena.random(0, 2) == 0) {
                await(fault.title() + ": to recover", () -> !recoveries.pending());
            }
        }
    }

    /** The second one while the first one is there. */
    private void strikeBoth(Arena arena, Recoveries recoveries, List<Fault> two, Peek.Look before) throws Exception {
        FutureTask<Void> second = new FutureTask<>(() -> {
            Arena.pass(arena.random(0, 1_000));
            strike(arena, recoveries, two.get(1), before);
            return null;
        });
        new Thread(second, "second fault").start();
        try {
            strike(arena, recoveries, two.get(0), before);
        } finally {
            second.get();
        }
    }

    private void strike(Arena arena, Recoveries recoveries, Fault fault, Peek.Look before) throws Exception {
        Row row = rows.apply(fault);
        Runnable watch = recoveries.begin(row, before);
        double at = Struck.now();
        if (!fault.strike(arena)) {
            return;
        }
        struck.add(new Struck(fault, at, Struck.now()));
        row.struck(before);
        // The task that it was done to may have been claimed after the look before.
        Runnable chosen = fault.momentary() ? recoveries.begin(row, sight(arena)) : watch;
        chosen.run();
    }

    /** The look that was answered: the next may not be, where another fault strikes Redis just then. */
    private static Peek.Look sight(Arena arena) {
        return awaiting("Redis to answer")
                .until(arena.peek()::look, Optional::isPresent)
                .orElseThrow();
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
        Verdict verdict =
                Verdict.of(plan.ends(), books, ran, arena.peek().seconds().orElse(null), forgotten);
        seconds = verdict.seconds();
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

    private void count(Verdict verdict) {
        for (Verdict.Again again : verdict.again()) {
            Struck.causeOf(again, struck)
                    .ifPresentOrElse(
                            cause -> rows.apply(cause).runTwice(1),
                            () -> verdict.wrong().add("a task ran twice before any fault"));
        }
        if (!struck.isEmpty()) {
            Row last = rows.apply(struck.get(struck.size() - 1).fault());
            last.lost(verdict.lost().size());
            last.recordedTwice(verdict.recordedTwice().size());
        }
    }

    /** Second attempts that began. */
    List<Verdict.Second> seconds() {
        return seconds;
    }

    Memory memory() {
        return memory;
    }

    private static void await(String what, Callable<Boolean> condition) {
        awaiting(what).until(condition);
    }

    private static ConditionFactory awaiting(String what) {
        return Awaitility.await(what).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
    }
}
