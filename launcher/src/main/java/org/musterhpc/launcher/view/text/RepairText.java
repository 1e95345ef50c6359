package org.musterhpc.launcher.view.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.repair.Reruns;
import org.musterhpc.launcher.repair.StageFindings;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.TextStyle;

/** What a repair has found, stage by stage, and what becomes of it, for a person. */
public final class RepairText {
    private RepairText() {}

    /**
     * Of a campaign that was submitted.
     *
     * @param sent what was sent again; null: nothing, as it was only looked
     */
    public static List<String> of(
            TextStyle look, String campaign, Collection<StageFindings> found, Reruns.@Nullable Sent sent) {
        Table table = new Table(look)
                .left("stage")
                .right("looked at")
                .right("missing")
                .right("follow")
                .right("to run")
                .right("later");
        found.forEach(stage -> table.row(
                Harmless.line(stage.stage()),
                looked(stage),
                Numbers.grouped(stage.missing()),
                Numbers.grouped(stage.follows()),
                Numbers.grouped(stage.toRun()),
                Numbers.grouped(stage.later())));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(campaign + ": " + sentence(found, sent));
        long failed = sum(found, StageFindings::dead) + sum(found, StageFindings::cancelled);
        if (failed > 0) {
            lines.add("  " + Numbers.grouped(sum(found, StageFindings::dead)) + " of them were dead, "
                    + Numbers.grouped(sum(found, StageFindings::cancelled)) + " cancelled");
        }
        long later = sum(found, StageFindings::later);
        if (later > 0) {
            lines.add("  " + count(later) + " put off until what " + (later == 1 ? "it is" : "they are")
                    + " made from is there again");
        }
        long there = sum(found, StageFindings::deadThere);
        if (there > 0) {
            lines.add("  " + count(there)
                    + " dead or cancelled though all outputs are there, and left alone: muster retry " + campaign);
        }
        if (sent != null && sent.refused() > 0) {
            lines.add("  " + count(sent.refused())
                    + " not sent again: neither the manifest here nor a journal tells what they were");
        }
        unknown(found, lines);
        return lines;
    }

    private static String sentence(Collection<StageFindings> found, Reruns.@Nullable Sent sent) {
        long run = sum(found, StageFindings::toRun);
        if (run == 0) {
            return sum(found, StageFindings::later) > 0
                    ? "nothing can run now"
                    : found.stream().anyMatch(StageFindings::outputs)
                            ? "nothing is missing of what has ended"
                            : "no stage names outputs, so there is nothing to look for";
        }
        if (sent == null) {
            return Numbers.of(Numbers.grouped(run), "task") + " would be sent again";
        }
        long others = run - sent.all() - sent.refused();
        return Numbers.of(Numbers.grouped(sent.all()), "task") + " sent again"
                + (others > 0 ? "; " + Numbers.grouped(others) + " had moved on meanwhile" : "");
    }

    /** Of a campaign that was never submitted. */
    public static List<String> ofFile(
            TextStyle look, String campaign, Collection<StageFindings> found, boolean onlyLooked) {
        Table table = new Table(look)
                .left("stage")
                .right("looked at")
                .right("on disk")
                .right("missing")
                .right("to run");
        found.forEach(stage -> table.row(
                Harmless.line(stage.stage()),
                looked(stage),
                Numbers.grouped(stage.found()),
                Numbers.grouped(stage.missing()),
                Numbers.grouped(stage.toRun())));
        List<String> lines = new ArrayList<>(table.lines());
        long run = sum(found, StageFindings::toRun);
        long there = sum(found, StageFindings::found);
        lines.add(campaign + ": " + (onlyLooked ? "would send " : "sends ") + Numbers.grouped(run) + " of "
                + Numbers.of(Numbers.grouped(run + there), "task") + ", " + Numbers.grouped(there)
                + (there == 1 ? " is" : " are") + " on disk");
        unknown(found, lines);
        return lines;
    }

    private static String looked(StageFindings stage) {
        return stage.outputs() ? Numbers.grouped(stage.looked()) : "no outputs";
    }

    private static void unknown(Collection<StageFindings> found, List<String> lines) {
        long unknown = sum(found, StageFindings::unknown);
        if (unknown > 0) {
            lines.add("  " + count(unknown) + " left alone, as nobody can tell what the outputs are called");
        }
    }

    private static String count(long tasks) {
        return Numbers.of(Numbers.grouped(tasks), "task") + (tasks == 1 ? " is" : " are");
    }

    private static long sum(Collection<StageFindings> found, ToLongFunction<StageFindings> count) {
        return found.stream().mapToLong(count).sum();
    }
}
