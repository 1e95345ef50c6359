package org.musterhpc.launcher.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TaskJson;
import org.musterhpc.launcher.view.TaskText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Option;

/** {@code muster tasks}: a line a task, streamed. */
final class TasksCommand extends CampaignCommand {
    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "only these: ${COMPLETION-CANDIDATES}")
    List<State> states = List.of();

    @Option(names = "--stage", paramLabel = "STAGE", description = "only this stage")
    @Nullable
    String stage;

    @Option(names = "--limit", paramLabel = "N", description = "no more than so many")
    long limit;

    @Override
    int run(Session session, String name) {
        session.app().campaigns().requireStage(name, stage);
        Output out = session.out();
        if (!session.json()) {
            out.line(TaskText.head(out.look()));
        }
        session.app().tasks().list(name, stage, states, limit, task -> show(session, out, task));
        return 0;
    }

    private static void show(Session session, Output out, View.TaskView task) {
        if (session.json()) {
            out.json(TaskJson.line(task));
        } else {
            out.line(TaskText.line(out.look(), task));
        }
    }
}
