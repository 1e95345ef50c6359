package org.musterhpc.launcher.app.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.archive.ArchivedTask;
import org.musterhpc.launcher.archive.Contents;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Puts tasks of an archive in, a thousand at a time, numbered as they come: what has ended as it ended, all else as waiting. */
final class ImportedTasks {
    private static final int PORTION = 1_000;

    private final Link link;
    private final Campaign campaign;
    private final Path log;
    private final LongConsumer progress;
    private final List<ArchivedTask> portion = new ArrayList<>();
    private String stage = "";
    private long number;
    private long count;

    /** @param log what tasks printed */
    ImportedTasks(Link link, Campaign campaign, Path log, LongConsumer progress) {
        this.link = link;
        this.campaign = campaign;
        this.log = log;
        this.progress = progress;
    }

    void add(ArchivedTask task) {
        if (!task.stage().equals(stage)) {
            flush();
            stage = task.stage();
            number = 0;
        }
        portion.add(task);
        if (portion.size() == PORTION) {
            flush();
        }
    }

    long count() {
        return count;
    }

    /** Every task is there. */
    void end() {
        flush();
        for (Stage each : campaign.stages()) {
            link.intake().seal(campaign.name(), each.name());
        }
        link.recovery().end(campaign.name());
    }

    private void flush() {
        if (portion.isEmpty()) {
            return;
        }
        List<Recovery.Task> tasks = new ArrayList<>();
        List<Ending> ended = new ArrayList<>();
        Map<String, List<Attempt>> earlier = new HashMap<>();
        for (ArchivedTask line : portion) {
            Message message = line.message().withNumber(++number);
            List<Attempt> attempts = line.attempts().stream().map(this::here).toList();
            Ending ending = line.state().ended() ? ending(line, message, attempts) : null;
            List<Attempt> before =
                    ending == null || attempts.isEmpty() ? attempts : attempts.subList(0, attempts.size() - 1);
            if (!before.isEmpty()) {
                earlier.put(message.id(), before);
            }
            if (ending == null) {
                tasks.add(new Recovery.Task(message, null));
            } else if (ending.state() == State.DONE) {
                tasks.add(new Recovery.Task(message, ending));
            } else {
                ended.add(ending);
                tasks.add(Recovery.Task.there(message));
            }
        }
        link.recovery().past(campaign.name(), stage, ended, earlier);
        link.recovery().put(campaign.name(), stage, tasks);
        count += portion.size();
        progress.accept(count);
        portion.clear();
    }

    /** By its last attempt, which is a made-up one where it was cancelled before it ever ran. */
    private static Ending ending(ArchivedTask line, Message message, List<Attempt> attempts) {
        Attempt last = attempts.isEmpty()
                ? madeUp(line.state() == State.DONE ? Outcome.OK : Outcome.CANCELLED)
                : attempts.get(attempts.size() - 1);
        return new Ending(line.stage(), line.state(), message, last);
    }

    private static Attempt madeUp(Outcome outcome) {
        return new Attempt(
                0,
                0,
                outcome,
                Attempt.Detail.NONE,
                new Attempt.Place("", "", "", null),
                Instant.EPOCH,
                Instant.EPOCH,
                Attempt.Usage.UNKNOWN,
                null,
                null);
    }

    /** With its output where it lies here; an archive names no other file. */
    private Attempt here(Attempt attempt) {
        Attempt.LogRef known = attempt.log();
        Attempt.@Nullable LogRef own = known == null || !known.file().equals(Contents.LOG)
                ? null
                : new Attempt.LogRef(log.toString(), known.offset(), known.length());
        return attempt.elsewhere(own, attempt.ran());
    }
}
