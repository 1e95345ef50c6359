package org.musterhpc.launcher.cli.command.look;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.cli.command.SelectionOptions;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.launcher.view.text.TaskText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster tasks}: a line a task, streamed. */
public final class TasksCommand extends SessionCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN] [ID]…",
            hideParamSyntax = true,
            description = "without ids: every task")
    List<String> words = List.of();

    @Mixin
    SelectionOptions which = new SelectionOptions();

    @Option(names = "--limit", paramLabel = "N", description = "no more than so many")
    @Nullable
    Long limit;

    @Override
    protected int run(Session session) {
        if (limit != null && limit < 1) {
            throw Problem.usage("--limit " + limit + ": is not 1 or more", "leave it out for all tasks");
        }
        Selection selection = session.app().campaigns().select(words, true, which.wish());
        Output out = session.out();
        if (!session.json()) {
            out.line(TaskText.head(out.look()));
        }
        session.app()
                .tasks()
                .list(
                        selection,
                        EnumSet.allOf(State.class),
                        limit == null ? 0 : limit,
                        task -> show(session, out, task));
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
