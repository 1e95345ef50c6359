package org.musterhpc.launcher.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.archive.ArchiveWriter;
import org.musterhpc.launcher.archive.ArchivedTask;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.home.OutputFile;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ProgramVersion;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Writes a campaign into one file, to be looked at elsewhere. */
public record Export(Connection connection, RemoteLogs logs, AttemptRun runs) {
    private static final int SOME = 10_000;

    /** In which tasks go from one to the next: one that goes on while they are read is met twice rather than never. */
    private static final List<State> ONWARD = List.of(
            State.BLOCKED, State.DELAYED, State.PENDING, State.WORKING, State.DONE, State.DEAD, State.CANCELLED);

    /**
     * @param tasks how many are in it
     * @param withoutLog of how many attempts the output could not be had, where it was asked for
     */
    public record Exported(long tasks, long withoutLog) {}

    /**
     * @param withLogs whether what tasks printed goes in, too
     * @param progress is told now and then how many tasks were read
     */
    public Exported to(OutputFile file, String name, boolean withLogs, LongConsumer progress) {
        file.check();
        Campaign campaign = connection.campaign(name);
        long[] lost = {0};
        long[] tasks = {0};
        file.write(out -> {
            try (ArchiveWriter archive = new ArchiveWriter(file.path(), runs)) {
                gather(campaign, archive, withLogs, lost, progress);
                archive.write(out, shown(campaign), connection.view().now(), ProgramVersion.all());
                tasks[0] = archive.tasks();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
        return new Exported(tasks[0], lost[0]);
    }

    private void gather(
            Campaign campaign, ArchiveWriter archive, boolean withLogs, long[] lost, LongConsumer progress) {
        View view = connection.view();
        int latest = campaign.edition().number();
        Set<String> moving = new HashSet<>();
        Consumer<View.TaskView> gathered = listed -> {
            String id = listed.message().id();
            View.TaskView task =
                    before(listed) > 0 ? view.find(campaign.name(), id).orElse(listed) : listed;
            // One that has not ended may be met again, further on.
            boolean unsettled = !listed.state().ended();
            if ((unsettled || moving.contains(id)) && !moving.add(id)) {
                return;
            }
            List<Attempt> all = new ArrayList<>(task.history());
            Ending ending = task.ending();
            if (ending != null) {
                all.add(ending.last());
            }
            List<Attempt> attempts = new ArrayList<>();
            for (Attempt attempt : all) {
                attempts.add(attempt.elsewhere(
                        withLogs ? logged(attempt, archive, lost) : null, ran(latest, task, attempt)));
            }
            try {
                archive.add(new ArchivedTask(listed.stage(), task.state(), task.message(), attempts));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (archive.tasks() % SOME == 0) {
                progress.accept(archive.tasks());
            }
        };
        for (Stage stage : campaign.stages()) {
            ONWARD.forEach(state -> view.tasks(campaign.name(), stage.name(), EnumSet.of(state), gathered));
        }
    }

    /** How many attempts there were before the last that ended it. */
    private static int before(View.TaskView task) {
        Ending ending = task.ending();
        return task.message().tries().attempt() - (ending != null && Attempts.ran(ending) ? 1 : 0);
    }

    /** With its output in the archive, where that is wanted and can be had. */
    private Attempt.@Nullable LogRef logged(Attempt attempt, ArchiveWriter archive, long[] lost) {
        Attempt.LogRef known = attempt.log();
        if (known == null || known.length() == 0) {
            return null;
        }
        try {
            TaskLog log = logs.of(attempt);
            if (log != null && log.there()) {
                try (InputStream in = log.open()) {
                    return archive.log(in);
                }
            }
        } catch (Problem | IOException e) {
            lost[0]++;
            return null;
        }
        lost[0]++;
        return null;
    }

    /** What it asked for stands with it: editions of the campaign are not in the archive. */
    private Attempt.Ran ran(int latest, View.TaskView task, Attempt attempt) {
        AttemptRun.Ran ran = attempt.ran().edition() < latest ? runs.of(task.stage(), task.message(), attempt) : null;
        return ran == null
                ? new Attempt.Ran(
                        1,
                        attempt.ran().step(),
                        attempt.ran().walltime(),
                        attempt.ran().memory())
                : new Attempt.Ran(1, attempt.ran().step(), ran.walltime(), ran.memory());
    }

    /** Without what only its owner needs: its signature, and values of variables. */
    private static Campaign shown(Campaign campaign) {
        List<Stage> stages = new ArrayList<>();
        for (Stage stage : campaign.stages()) {
            Map<String, String> hidden = new HashMap<>();
            stage.shell().env().keySet().forEach(variable -> hidden.put(variable, ""));
            stages.add(stage.with(hidden));
        }
        return new Campaign(
                campaign.name(),
                campaign.digest(),
                campaign.owner(),
                campaign.created(),
                stages,
                false,
                "",
                false,
                campaign.edition(),
                null,
                campaign.queues());
    }
}
