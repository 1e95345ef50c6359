package org.musterhpc.launcher.cli.command.look;

import java.time.Instant;
import java.util.List;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.launcher.view.text.TaskText;
import org.musterhpc.queue.View;
import picocli.CommandLine.Parameters;

/** {@code muster show}: everything about one task. */
public final class ShowCommand extends SessionCommand {
    @Parameters(arity = "1..2", paramLabel = "[CAMPAIGN] ID", hideParamSyntax = true)
    List<String> words = List.of();

    @Override
    protected int run(Session session) {
        TaskChoice choice = session.app().campaigns().tasks(words, true);
        View.TaskView task = session.app().tasks().find(choice.campaign(), choice.one("show"));
        AttemptRun runs = session.app().runs(choice.campaign());
        Output out = session.out();
        if (session.json()) {
            out.json(TaskJson.show(task, runs));
        } else {
            Instant now = session.view().overview(choice.campaign()).now();
            out.lines(TaskText.show(
                    out.look(), choice.campaign(), task, now, session.around().zone(), runs));
        }
        return 0;
    }
}
