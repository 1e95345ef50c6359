package org.musterhpc.launcher.app.look;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** Gathers why a task does not run, was run again, or is dead. */
public record Explain(View view, Ledger ledger, TaskFinder tasks, ClusterConnections clusters) {
    public Explanation task(String name, String id) {
        View.TaskView task = tasks.find(name, id);
        Campaign campaign = view.campaign(name).orElseThrow(() -> tasks.missing(name, id));
        Stage stage = campaign.stage(task.stage());
        return new Explanation(
                name,
                stage,
                task,
                view.overview(name),
                view.agents(name),
                awaited(name, stage, task),
                ClusterStanding.of(ledger.arrays(name), ledger.goals(name), cluster -> ledger.watched(name, cluster)),
                campaign.stages(),
                campaign.isImported(),
                lastLine(name, task));
    }

    private View.@Nullable TaskView awaited(String campaign, Stage stage, View.TaskView task) {
        Stage.After after = stage.after();
        if (task.state() != State.BLOCKED || after == null || after.mode() != Stage.Mode.EACH) {
            return null;
        }
        // A follower has the id of the tasks that it follows, but for the stage's name before it; what is over is not
        // waited for.
        String key = task.message().id().substring(stage.name().length());
        View.TaskView last = null;
        for (String before : after.stages()) {
            View.TaskView awaited = view.find(campaign, before + key).orElse(null);
            if (awaited == null || awaited.state() != State.DONE) {
                return awaited;
            }
            last = awaited;
        }
        return last;
    }

    /** Usually it says what went wrong. */
    private @Nullable String lastLine(String campaign, View.TaskView task) {
        List<Attempt> attempts = Attempts.of(task);
        boolean wanted = task.state() == State.DEAD || task.state() == State.DELAYED;
        return wanted && !attempts.isEmpty()
                ? clusters.logs(campaign).lastLine(attempts.get(attempts.size() - 1))
                : null;
    }
}
