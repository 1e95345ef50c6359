package org.musterhpc.launcher.top;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

/** What is asked of tasks: a part of them, or all about one. */
final class TaskLook {
    static final int PART = 200;
    private static final int LAST_BYTES = 1 << 16;
    private static final int LAST_LINES = 1_000;

    private TaskLook() {}

    static TaskListing.Part part(UseCases app, String campaign, TopQuery.Listing listing) {
        String search = listing.search();
        boolean condition = search.indexOf('=') > 0;
        if (!search.isEmpty() && !condition) {
            return new TaskListing.Part(named(app, campaign, listing.stage(), search), "");
        }
        Selection.Wish wish = new Selection.Wish(
                listing.stage(), listing.states(), Set.of(), condition ? List.of(search) : List.of());
        Selection selection = app.campaigns().select(new TaskChoice(campaign, List.of()), wish);
        boolean counted = listing.after().isEmpty() && listing.from() > 0;
        return counted
                ? app.listing().partFrom(selection, app.snapshots().of(campaign).overview(), listing.from(), PART)
                : app.listing().part(selection, listing.after(), PART);
    }

    /** The tasks that an id may mean: as it is typed, without its stage, or a number without its zeros. */
    private static List<View.TaskView> named(UseCases app, String campaign, @Nullable String only, String typed) {
        Set<String> ids = new LinkedHashSet<>(List.of(typed));
        for (Stage stage : app.snapshots().of(campaign).campaign().stages()) {
            if (only == null || only.equals(stage.name())) {
                ids.add(stage.name() + "/" + typed);
                if (typed.matches("\\d{1,12}")) {
                    ids.add(Message.numberedId(stage.name(), Long.parseLong(typed)));
                }
            }
        }
        List<View.TaskView> found = new ArrayList<>();
        for (String id : ids) {
            app.view().find(campaign, id).ifPresent(found::add);
        }
        return found;
    }

    static Seen.One of(UseCases app, String campaign, TopQuery.One wanted) {
        View.TaskView task = app.tasks().find(campaign, wanted.id());
        List<String> notes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        try {
            app.telling(new KeptNotes(notes))
                    .logs()
                    .task(campaign, wanted.id(), wanted.attempt(), false, (log, from) -> {
                        lines.addAll(end(log, notes));
                        return log.length();
                    });
        } catch (Problem e) {
            notes.add(String.valueOf(e.getMessage()));
        }
        return new Seen.One(task, app.view().now(), runs(app, campaign, task), lines, String.join("; ", notes));
    }

    /** What attempts ran, with the editions at hand: nothing is asked when it is drawn. */
    private static AttemptRun runs(UseCases app, String campaign, View.TaskView task) {
        AttemptRun asks = app.runs(campaign);
        Map<Integer, Campaign> editions = new HashMap<>();
        for (Attempt attempt : Attempts.of(task)) {
            editions.computeIfAbsent(
                    Math.max(1, attempt.ran().edition()),
                    edition -> asks.editions().apply(edition));
        }
        Campaign last = app.snapshots().of(campaign).campaign();
        return new AttemptRun(edition -> editions.getOrDefault(edition, last));
    }

    private static List<String> end(TaskLog log, List<String> notes) {
        if (!log.there()) {
            notes.add(log.file() + " is on the machine where the task ran, or has been deleted");
            return List.of();
        }
        long skipped = Math.max(0, log.length() - LAST_BYTES);
        if (skipped > 0) {
            notes.add("the last of " + Numbers.bytes(log.length()));
        }
        TaskLog rest = log.without(skipped);
        try (InputStream in = rest.open()) {
            List<String> lines = new String(in.readNBytes(LAST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            notes.add(log.file() + " cannot be read: " + PrivateFiles.reason(e));
            return List.of();
        }
    }
}
