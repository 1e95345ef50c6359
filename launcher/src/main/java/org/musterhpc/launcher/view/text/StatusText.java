package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Failures;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** {@code status} and {@code rollcall} for people. */
public final class StatusText {
    private static final Set<State> ALWAYS = EnumSet.of(State.PENDING, State.WORKING, State.DONE, State.DEAD);

    private StatusText() {}

    /** One line on the whole, then a row a stage; states that no task is in are left out, but for the usual ones. */
    public static List<String> status(TextStyle look, String campaign, View.Overview overview, double ratePerS) {
        List<String> lines = new ArrayList<>();
        lines.add(head(look, campaign, overview, ratePerS));
        lines.addAll(halt(look, campaign, overview));
        Map<String, Tally> stages = overview.stages();
        Set<State> states = EnumSet.copyOf(ALWAYS);
        stages.values()
                .forEach(tally -> tally.counts().forEach((state, count) -> {
                    if (count > 0) {
                        states.add(state);
                    }
                }));
        Table table = new Table(look).flexible("STAGE");
        states.forEach(state -> table.right(state.name()));
        stages.forEach((name, tally) -> table.row(row(look, Harmless.line(name), Standing.of(tally, 0), states)));
        if (stages.size() > 1) {
            table.row(row(
                    look,
                    "total",
                    Standing.sum(stages.values().stream()
                            .map(tally -> Standing.of(tally, 0))
                            .toList()),
                    states));
        }
        lines.addAll(table.lines());
        lines.addAll(notes(look, overview));
        return lines;
    }

    /** Why it was halted, and what to do; empty where it was not. */
    public static List<String> halt(TextStyle look, String campaign, View.Overview overview) {
        View.Halted halted = overview.halted();
        if (halted == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("  " + look.paint().bad(HaltText.why(halted)));
        HaltText.advice(campaign, halted)
                .forEach(advice -> lines.add("  " + look.glyphs().arrow() + " " + advice));
        return lines;
    }

    /** Below the first line, of a campaign that was made elsewhere. */
    public static String imported(String campaign) {
        return "  imported: looked at here, never run; muster purge " + campaign + " removes it";
    }

    /**
     * One line a campaign.
     *
     * @param imported those that are here to be looked at
     */
    public static List<String> all(TextStyle look, Map<String, View.Overview> campaigns, Set<String> imported) {
        Table table = new Table(look)
                .flexible("CAMPAIGN")
                .left("IS")
                .right("TASKS")
                .right("DONE")
                .right("FAILED")
                .right("AGENTS");
        campaigns.forEach((name, overview) -> {
            Standing total = Standing.sum(overview.stages(), Map.of());
            table.row(
                    Harmless.line(name),
                    !imported.contains(name)
                            ? condition(overview)
                            : overview.complete() ? "imported, " + condition(overview) : "imported",
                    look.count(total.total()),
                    look.count(total.done()),
                    look.count(total.failed()),
                    Integer.toString(overview.agents()));
        });
        return table.lines();
    }

    /** Whether every task is accounted for, with the sum. */
    public static List<String> rollcall(
            TextStyle look, String campaign, View.Overview overview, View.@Nullable Audit audit) {
        Table table = new Table(look)
                .flexible("STAGE")
                .right("PUSHED")
                .right("ACCOUNTED")
                .right("FOREIGN")
                .right("LATE")
                .left("");
        overview.stages()
                .forEach((name, tally) -> table.row(
                        Harmless.line(name),
                        look.count(tally.pushed()),
                        look.count(accounted(tally)),
                        look.count(tally.foreign()),
                        look.count(tally.late()),
                        mark(look, tally.holds())));
        List<String> lines = new ArrayList<>(table.lines());
        boolean holds = overview.stages().values().stream().allMatch(Tally::holds) && (audit == null || audit.holds());
        long pushed =
                overview.stages().values().stream().mapToLong(Tally::pushed).sum();
        lines.add(
                holds
                        ? look.paint()
                                .good(campaign + ": the roll holds, "
                                        + (pushed == 1 ? "the one task is" : "all " + look.count(pushed) + " tasks are")
                                        + " accounted for" + (audit == null ? "" : ", id by id"))
                        : look.paint().bad(campaign + ": the roll does not hold"));
        if (audit != null) {
            audit.missing().forEach(id -> lines.add("missing  " + Harmless.line(id)));
            audit.doubled().forEach(id -> lines.add("doubled  " + Harmless.line(id)));
            audit.flaws().forEach(flaw -> lines.add(FlawText.line(flaw)));
            lines.addAll(FlawText.advice(campaign, overview, audit));
        }
        return lines;
    }

    /** Name, condition, how much of it is done, agents and rate. */
    public static String head(TextStyle look, String campaign, View.Overview overview, double ratePerS) {
        String dot = look.glyphs().dot();
        Standing total = Standing.sum(overview.stages(), Map.of());
        String head = look.paint().bold(campaign) + "  " + condition(overview)
                + dot + Numbers.percent(total.done(), total.total()) + "% done"
                + dot + Numbers.of(Integer.toString(overview.agents()), "agent");
        return ratePerS > 0 ? head + dot + Numbers.rate(ratePerS) + "/s" : head;
    }

    /** In a word or two, how it is. */
    public static String condition(View.Overview overview) {
        Standing total = Standing.sum(overview.stages(), Map.of());
        if (overview.complete()) {
            return total.allDone() ? "finished" : "ended with failures";
        }
        if (overview.paused()) {
            return overview.halted() == null ? "paused" : "halted";
        }
        if (overview.agents() > 0) {
            return "running";
        }
        // Of a pool, agents come when there is work.
        boolean idle = overview.open() && overview.stages().values().stream().allMatch(tally -> tally.moving() == 0);
        return idle ? "idle" : "no agents";
    }

    private static List<String> row(TextStyle look, String name, Standing standing, Set<State> states) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        for (State state : states) {
            long count = count(standing, state);
            cells.add(count == 0 ? look.paint().dim("0") : coloured(look, state, look.count(count)));
        }
        return cells;
    }

    private static long count(Standing standing, State state) {
        return switch (state) {
            case PENDING -> standing.pending();
            case BLOCKED -> standing.blocked();
            case DELAYED -> standing.delayed();
            case WORKING -> standing.working();
            case DONE -> standing.done();
            case DEAD -> standing.dead();
            case CANCELLED -> standing.cancelled();
        };
    }

    public static String coloured(TextStyle look, State state, String text) {
        return switch (state) {
            case DONE -> look.paint().good(text);
            case DEAD -> look.paint().bad(text);
            case CANCELLED, DELAYED -> look.paint().warn(text);
            case WORKING -> look.paint().busy(text);
            case PENDING, BLOCKED -> text;
        };
    }

    /** What else there is to say of it; often nothing. */
    public static List<String> notes(TextStyle look, View.Overview overview) {
        Map<String, Tally> stages = overview.stages();
        List<String> notes = new ArrayList<>();
        Map<Outcome, Long> failures = Failures.of(stages.values());
        if (!failures.isEmpty()) {
            notes.add("failed attempts: " + ProgressText.kinds(look, failures));
        }
        long foreign = stages.values().stream()
                .mapToLong(tally -> Math.max(0, tally.foreign()))
                .sum();
        if (foreign > 0) {
            notes.add("of another producer, not seen by an agent yet: " + look.count(foreign));
        }
        if (overview.open()) {
            notes.add("open: more tasks may come (muster add), until muster close");
        } else if (stages.values().stream().anyMatch(tally -> !tally.sent())) {
            notes.add("not all tasks have been sent: run the same submit again to complete it");
        }
        return notes;
    }

    private static long accounted(Tally tally) {
        return tally.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    private static String mark(TextStyle look, boolean holds) {
        return holds
                ? look.paint().good(look.glyphs().yes())
                : look.paint().bad(look.glyphs().no() + " does not hold");
    }
}
