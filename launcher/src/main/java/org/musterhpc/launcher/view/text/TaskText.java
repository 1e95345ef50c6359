package org.musterhpc.launcher.view.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Walltime;

/** Tasks for people: a line each, or all about one. */
public final class TaskText {
    private static final int ID_COLUMNS = 24;
    private static final int STATE_COLUMNS = 9;
    private static final int NOTE_COLUMNS = 22;

    private TaskText() {}

    /** The line above a listing. */
    public static String head(TextStyle look) {
        return look.paint()
                .dim(TextWidth.padRight("ID", ID_COLUMNS) + "  " + TextWidth.padRight("STATE", STATE_COLUMNS) + "  "
                        + TextWidth.padRight("", NOTE_COLUMNS) + "  PARAMETERS");
    }

    /** One line, in columns of fixed width, as the listing is streamed; cut at the terminal's edge. */
    public static String line(TextStyle look, View.TaskView task) {
        String id = TextWidth.padRight(Harmless.line(task.message().id()), ID_COLUMNS);
        String state = TextWidth.padRight(task.state().name(), STATE_COLUMNS);
        String note = TextWidth.padRight(note(task), NOTE_COLUMNS);
        String rest = "  " + note + "  " + ParamsText.of(task.message().params());
        int room = look.width() == TextStyle.UNBOUNDED
                ? TextStyle.UNBOUNDED
                : Math.max(0, look.width() - TextWidth.of(id) - STATE_COLUMNS - 2);
        return (id + "  " + StatusText.coloured(look, task.state(), state)
                        + TextWidth.cut(rest, room, look.glyphs().ellipsis()))
                .stripTrailing();
    }

    private static String note(View.TaskView task) {
        Ending ending = task.ending();
        if (ending != null) {
            Attempt last = ending.last();
            return OutcomeText.of(last) + (last.attempt() > 1 ? ", attempt " + last.attempt() : "");
        }
        View.Holder lease = task.lease();
        if (lease != null) {
            return "by " + Harmless.line(lease.agent());
        }
        int begun = task.message().tries().attempt();
        return begun == 0 ? "" : "after attempt " + begun;
    }

    /** Everything about one task. */
    public static List<String> show(
            TextStyle look, String campaign, View.TaskView task, Instant now, ZoneId zone, AttemptRun runs) {
        List<String> lines = new ArrayList<>();
        Message message = task.message();
        lines.add(look.paint().bold(Harmless.line(message.id())) + "  "
                + StatusText.coloured(look, task.state(), task.state().name())
                + look.paint().dim("  stage " + Harmless.line(task.stage()) + ", campaign " + campaign));
        message.params()
                .properties()
                .forEach(param -> lines.add(
                        fact(look, Harmless.line(param.getKey()), Harmless.line(ParamsText.value(param.getValue())))));
        if (message.needs().walltime() != null) {
            lines.add(fact(look, "walltime", Walltime.format(message.needs().walltime())));
        }
        if (message.needs().memory() != null) {
            lines.add(fact(look, "memory", MemorySize.format(message.needs().memory())));
        }
        if (message.needs().paramStep() > 0) {
            lines.add(fact(look, "ladder", "step " + (message.needs().paramStep() + 1)));
        }
        lines.addAll(now(look, task, now, zone));
        for (Attempt attempt : Attempts.of(task)) {
            lines.add("");
            lines.addAll(attempt(look, attempt, zone));
            AttemptRun.Ran ran = runs.of(task.stage(), message, attempt);
            if (ran != null) {
                lines.addAll(ran(look, ran));
            }
        }
        return lines;
    }

    private static List<String> ran(TextStyle look, AttemptRun.Ran ran) {
        List<String> lines = new ArrayList<>();
        String command = ran.command();
        if (command != null) {
            lines.add(fact(look, "ran", Harmless.line(command)));
        }
        Long memory = ran.memory();
        lines.add(fact(
                look,
                "with",
                "walltime " + Walltime.format(ran.walltime())
                        + (memory == null ? "" : ", memory " + MemorySize.format(memory))));
        ran.ladder()
                .properties()
                .forEach(param -> lines.add(
                        fact(look, Harmless.line(param.getKey()), Harmless.line(ParamsText.value(param.getValue())))));
        return lines;
    }

    /** Who else runs a task, in a sentence; none where nobody does. */
    static List<String> second(View.Holder lease, ZoneId zone) {
        View.Second second = lease.second();
        return second == null
                ? List.of()
                : List.of("as it takes long, agent " + Harmless.line(second.agent()) + " also runs it, since "
                        + Times.local(second.claimed(), zone) + ": the first to be done counts");
    }

    private static List<String> now(TextStyle look, View.TaskView task, Instant now, ZoneId zone) {
        View.Holder lease = task.lease();
        if (lease != null) {
            List<String> lines = new ArrayList<>();
            lines.add(fact(
                    look,
                    "agent",
                    Harmless.line(lease.agent()) + ", for " + Times.clock(Duration.between(lease.claimed(), now))));
            View.Second second = lease.second();
            if (second != null) {
                lines.add(fact(
                        look,
                        "also on",
                        Harmless.line(second.agent()) + ", for " + Times.clock(Duration.between(second.claimed(), now))
                                + ": a second attempt"));
            }
            lines.add(fact(look, "deadline", Times.local(lease.deadline(), zone)));
            return lines;
        }
        Instant ripe = task.ripe();
        return ripe == null ? List.of() : List.of(fact(look, "runs again", Times.local(ripe, zone)));
    }

    /** One attempt: how it ended, why, where, when and with what. */
    public static List<String> attempt(TextStyle look, Attempt attempt, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        boolean ok = attempt.outcome() == Outcome.OK;
        String outcome = OutcomeText.of(attempt);
        lines.add("attempt " + attempt.attempt() + "  "
                + (ok ? look.paint().good(outcome) : look.paint().bad(outcome)));
        String reason = attempt.detail().reason();
        if (reason != null && !reason.isBlank()) {
            lines.add(fact(look, "reason", Harmless.line(reason)));
        }
        String where = Attempts.where(attempt.place());
        if (!where.isEmpty()) {
            lines.add(fact(look, "where", where));
        }
        Attempt.Usage usage = attempt.usage();
        lines.add(fact(
                look, "when", Times.local(attempt.started(), zone) + ", " + Times.exact(Attempts.seconds(attempt))));
        if (usage.maxRssBytes() > 0) {
            lines.add(fact(look, "used", Times.exact(usage.cpuS()) + " of CPU, " + Numbers.bytes(usage.maxRssBytes())));
        }
        if (attempt.result() != null) {
            lines.add(fact(
                    look,
                    "result",
                    Harmless.line(ParamsText.cut(attempt.result().toString()))));
        }
        Attempt.LogRef log = attempt.log();
        if (log != null) {
            lines.add(fact(
                    look,
                    "output",
                    Numbers.bytes(log.length()) + " at byte " + log.offset() + " of " + Harmless.line(log.file())));
        }
        return lines;
    }

    private static String fact(TextStyle look, String name, String value) {
        return "  " + look.paint().dim(TextWidth.padRight(name, 10)) + "  " + value;
    }
}
