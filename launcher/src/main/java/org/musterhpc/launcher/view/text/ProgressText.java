package org.musterhpc.launcher.view.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Outcome;

/** A run while it goes on: a block of a few lines that is drawn again in place, or one line for a log. */
public final class ProgressText {
    private static final int STAGES_SHOWN = 8;

    private ProgressText() {}

    /** For a terminal. No line is wider than the terminal. */
    public static List<String> block(TextStyle look, Progress progress) {
        List<String> lines = new ArrayList<>();
        Standing total = progress.total();
        Columns columns = Columns.of(look, progress);
        lines.add(bar(look, look.paint().bold(name(look, progress.campaign(), columns.name)), columns, total));
        if (progress.stages().size() > 1) {
            stages(look, progress, columns, lines);
        }
        lines.add(joined(look, figures(look, progress, total)));
        List<String> troubles = troubles(look, progress, total);
        if (!troubles.isEmpty()) {
            lines.add(joined(look, troubles));
        }
        return lines;
    }

    /** For a file or a pipe. */
    public static String line(TextStyle look, Progress progress) {
        Standing total = progress.total();
        List<String> parts = new ArrayList<>();
        parts.add(look.count(total.done()) + " of " + look.count(total.total()) + " done ("
                + Numbers.percent(total.done(), total.total()) + "%)");
        parts.addAll(figures(look, progress, total));
        parts.addAll(troubles(look, progress, total));
        return progress.campaign() + ": " + String.join(", ", parts);
    }

    private static void stages(TextStyle look, Progress progress, Columns columns, List<String> lines) {
        List<Map.Entry<String, Standing>> shown = List.copyOf(progress.stages().entrySet());
        if (shown.size() > STAGES_SHOWN) {
            shown = shown.stream()
                    .filter(stage ->
                            stage.getValue().ended() > 0 || stage.getValue().working() > 0)
                    .filter(stage -> !stage.getValue().allDone())
                    .limit(STAGES_SHOWN)
                    .toList();
        }
        for (Map.Entry<String, Standing> stage : shown) {
            lines.add(bar(
                    look, name(look, "  " + Harmless.line(stage.getKey()), columns.name), columns, stage.getValue()));
        }
        int hidden = progress.stages().size() - shown.size();
        if (hidden > 0) {
            lines.add(look.paint().dim("  and " + Numbers.of(hidden + " more", "stage")));
        }
    }

    /** Name, bar, percent and count; the bar takes what the others leave, and goes first where there is no room. */
    private static String bar(TextStyle look, String name, Columns columns, Standing standing) {
        String percent = TextWidth.padLeft(Numbers.percent(standing.done(), standing.total()) + "%", 4);
        String count = TextWidth.padLeft(count(look, standing), columns.count);
        int room = look.layoutWidth() - columns.name - columns.count - 9;
        if (room < 0) {
            return name + "  " + count;
        }
        String bar = room < 5 ? "" : Bar.of(look, standing, Math.min(room, 48)) + " ";
        return name + "  " + bar + percent + "  " + count;
    }

    private static String count(TextStyle look, Standing standing) {
        return look.count(standing.done()) + "/" + look.count(standing.total());
    }

    /** How wide names and counts are, so that all bars begin and end at the same place. */
    private record Columns(int name, int count) {
        static Columns of(TextStyle look, Progress progress) {
            int name = TextWidth.of(progress.campaign());
            int count = ProgressText.count(look, progress.total()).length();
            if (progress.stages().size() > 1) {
                for (String stage : progress.stages().keySet()) {
                    name = Math.max(name, TextWidth.of(stage) + 2);
                }
            }
            return new Columns(Math.min(name, look.layoutWidth() / 4), count);
        }
    }

    private static List<String> figures(TextStyle look, Progress progress, Standing total) {
        List<String> parts = new ArrayList<>();
        Long sending = progress.sending();
        if (sending != null) {
            parts.add("sent " + look.count(sending));
        }
        parts.add(look.paint().busy(look.count(total.working()) + " running"));
        parts.add(look.count(total.waiting()) + " waiting");
        if (progress.paused()) {
            parts.add(look.paint().warn("paused"));
        }
        Progress.Pace pace = progress.pace();
        if (pace.ratePerS() > 0) {
            parts.add(Numbers.rate(pace.ratePerS()) + "/s");
        }
        Duration left = pace.left();
        if (left != null && total.waiting() + total.working() > 0) {
            parts.add("about " + Times.about(left) + " left");
        }
        parts.add(Numbers.of(Integer.toString(progress.agents()), "agent"));
        parts.add(Times.clock(pace.elapsed()));
        return parts;
    }

    private static List<String> troubles(TextStyle look, Progress progress, Standing total) {
        List<String> parts = new ArrayList<>();
        if (total.dead() > 0) {
            parts.add(look.paint().bad(look.count(total.dead()) + " failed"));
        }
        if (total.cancelled() > 0) {
            parts.add(look.paint().warn(look.count(total.cancelled()) + " cancelled"));
        }
        if (!progress.failures().isEmpty()) {
            parts.add("attempts: " + kinds(look, progress.failures()));
        }
        if (total.delayed() > 0) {
            parts.add(look.count(total.delayed()) + " to be tried again");
        }
        return parts;
    }

    /** {@code EXIT ×3, SIGNAL ×1}, the most frequent first. */
    static String kinds(TextStyle look, Map<Outcome, Long> failures) {
        return failures.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Outcome, Long> kind) -> -kind.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(kind -> kind.getKey() + " " + look.glyphs().times() + look.count(kind.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** As many parts as the line holds, from the first. */
    private static String joined(TextStyle look, List<String> parts) {
        StringBuilder line = new StringBuilder("  ");
        String dot = look.glyphs().dot();
        for (String part : parts) {
            String piece = line.length() > 2 ? dot + part : part;
            if (TextWidth.of(line.toString()) + TextWidth.of(piece) > look.layoutWidth()) {
                break;
            }
            line.append(piece);
        }
        return line.toString().stripTrailing();
    }

    private static String name(TextStyle look, String name, int columns) {
        return TextWidth.padRight(TextWidth.cut(name, columns, look.glyphs().ellipsis()), columns);
    }
}
