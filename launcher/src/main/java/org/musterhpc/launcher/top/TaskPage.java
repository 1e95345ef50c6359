package org.musterhpc.launcher.top;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.text.TaskText;

/** One task: all about it, and the end of what an attempt has printed, as it is printed. */
final class TaskPage extends Page {
    private final String campaign;
    private final String id;
    private final ZoneId zone = ZoneId.systemDefault();
    private Seen.@Nullable One task;
    private int attempt;
    /** How many lines of the upper part, and of the output's end, are left out. */
    private int skipped;

    private int later;
    private boolean outputOnly;
    private int room = 1;

    TaskPage(String campaign, String id) {
        this.campaign = campaign;
        this.id = id;
    }

    @Override
    String title(TextStyle look) {
        return Harmless.line(campaign)
                + look.glyphs().dot()
                + Harmless.line(id)
                + (attempt == 0 ? "" : look.glyphs().dot() + "output of " + shown());
    }

    private String shown() {
        return attempt == Logs.SECOND ? "the second attempt" : "attempt " + attempt;
    }

    @Override
    TopQuery wanted() {
        return new TopQuery(campaign, false, null, new TopQuery.One(id, attempt));
    }

    @Override
    void see(Seen seen) {
        if (seen.task() != null && seen.answers().equals(wanted())) {
            task = seen.task();
            attempt = attempt == Logs.SECOND && !doubled(task) ? 0 : attempt; // it has ended: what is recorded is shown
        }
    }

    @Override
    List<String> lines(TextStyle look, int rows) {
        Seen.One known = task;
        if (known == null) {
            return List.of("  looking …");
        }
        List<String> lines = new ArrayList<>();
        if (!outputOnly) {
            List<String> facts =
                    TaskText.show(look, Harmless.line(campaign), known.task(), known.at(), zone, known.runs());
            int most = Math.max(1, rows - Math.min(known.output().size() + 2, rows / 2));
            skipped = Math.max(0, Math.min(skipped, facts.size() - most));
            lines.addAll(facts.subList(skipped, Math.min(facts.size(), skipped + most)));
            lines.add("");
        }
        lines.add(look.paint().dim("output" + (known.note().isEmpty() ? "" : ": " + Harmless.line(known.note()))));
        room = Math.max(1, rows - lines.size());
        List<String> output = known.output();
        later = Math.max(0, Math.min(later, output.size() - room));
        int end = output.size() - (outputOnly ? later : 0);
        output.subList(Math.max(0, end - room), end).forEach(line -> lines.add(Harmless.line(line)));
        return lines.subList(0, Math.min(lines.size(), rows));
    }

    @Override
    boolean press(Key key) {
        int by = switch (key.kind()) {
            case UP -> -1;
            case DOWN -> 1;
            case PAGE_UP -> -room;
            case PAGE_DOWN -> room;
            case HOME -> -1_000_000;
            case END -> 1_000_000;
            default -> 0;
        };
        if (by != 0) {
            skipped = outputOnly ? skipped : Math.max(0, skipped + by);
            later = outputOnly ? Math.max(0, later - by) : later;
            return true;
        }
        switch (key.character()) {
            case 'o' -> outputOnly = !outputOnly;
            case '[' -> choose(-1);
            case ']' -> choose(1);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Another attempt's output. */
    private void choose(int by) {
        Seen.One known = task;
        if (known == null) {
            return;
        }
        int last = known.task().message().tries().attempt() + (known.task().lease() == null ? 0 : 1);
        int most = doubled(known) ? last + 1 : last;
        int now = attempt == Logs.SECOND ? last + 1 : attempt == 0 ? last : attempt;
        int next = Math.max(1, Math.min(most, now + by));
        attempt = next > last ? Logs.SECOND : next == last ? 0 : next;
        later = 0;
    }

    /** Whether a second attempt runs beside the last. */
    private static boolean doubled(Seen.One seen) {
        return seen.task().second() != null;
    }

    @Override
    String keys() {
        return "o:output only [ ]:attempt x:cancel r:retry Esc:back ?:keys q:quit";
    }

    @Override
    @Nullable
    Act act(Act.Kind kind) {
        boolean whole = kind == Act.Kind.PAUSE || kind == Act.Kind.RESUME;
        return new Act(kind, campaign, null, whole ? null : id);
    }
}
