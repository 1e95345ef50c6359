package org.musterhpc.launcher.app.look;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Tells in which ways tasks have died: alike are those that ended alike and printed the same last, numbers aside. */
public record FailureGroups(View view) {
    /** Of each stage so many are looked at. */
    private static final int LOOKED = 500;

    /**
     * @param how outcome, and exit status or signal
     * @param lastLine what the first of them printed last; null: nothing that can be seen here
     * @param count of those that were looked at
     */
    public record Group(
            String stage,
            Attempt.Detail detail,
            Outcome how,
            @Nullable String lastLine,
            int count,
            String example) {}

    /** @param looked how many of the dead were looked at */
    public record Found(long dead, long looked, List<Group> groups) {}

    private record Kind(
            String stage,
            Outcome how,
            @Nullable Integer exit,
            @Nullable Integer signal,
            String line) {}

    /**
     * The largest first.
     *
     * @param logs of the campaign; those that are elsewhere are not fetched
     */
    public Found of(Campaign campaign, View.Overview overview, RemoteLogs logs) {
        Map<Kind, Group> groups = new LinkedHashMap<>();
        long looked = 0;
        for (Stage stage : campaign.stages()) {
            for (View.TaskView task : view.page(campaign.name(), stage.name(), State.DEAD, "", LOOKED)
                    .tasks()) {
                Ending ending = task.ending();
                if (ending == null) {
                    continue;
                }
                looked++;
                add(groups, ending, logs);
            }
        }
        List<Group> ordered = new ArrayList<>(groups.values());
        ordered.sort(Comparator.comparingInt(Group::count).reversed());
        long dead = overview.stages().values().stream()
                .mapToLong(tally -> tally.count(State.DEAD))
                .sum();
        return new Found(dead, looked, ordered);
    }

    private static void add(Map<Kind, Group> groups, Ending ending, RemoteLogs logs) {
        Attempt last = ending.last();
        // Of what was never begun, only those who should have begun it have said anything.
        String line = last.outcome() == Outcome.START_FAILED ? null : logs.lastLineHere(last);
        Kind kind = new Kind(
                ending.stage(),
                last.outcome(),
                last.detail().exit(),
                last.detail().signal(),
                line == null ? "" : line.replaceAll("\\d+", "0"));
        groups.merge(
                kind,
                new Group(
                        ending.stage(),
                        last.detail(),
                        last.outcome(),
                        line,
                        1,
                        ending.message().id()),
                (known, more) -> new Group(
                        known.stage(),
                        known.detail(),
                        known.how(),
                        known.lastLine(),
                        known.count() + 1,
                        known.example()));
    }
}
