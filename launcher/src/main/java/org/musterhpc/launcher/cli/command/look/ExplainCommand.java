package org.musterhpc.launcher.cli.command.look;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.text.ExplainText;
import picocli.CommandLine.Parameters;

/** {@code muster explain}: why a task does not run, was run again, or is dead. */
public final class ExplainCommand extends SessionCommand {
    @Parameters(arity = "1..2", paramLabel = "[CAMPAIGN] ID")
    List<String> words = List.of();

    @Override
    protected int run(Session session) {
        TaskChoice choice = session.app().campaigns().tasks(words, true);
        Explanation known = session.app().explain().task(choice.campaign(), choice.one("explain"));
        if (session.json()) {
            session.out().json(json(known));
        } else {
            ZoneId zone = session.around().zone();
            session.out().lines(ExplainText.of(session.out().look(), known, zone));
        }
        return 0;
    }

    private static ObjectNode json(Explanation known) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("id", known.task().message().id()).put("stage", known.stage().name());
        object.put("state", known.task().state().name());
        ExplainText.reasons(known, ZoneOffset.UTC).forEach(object.putArray("reasons")::add);
        object.put("last_line", known.lastLine());
        ObjectNode rules = object.putObject("rules");
        ExplainText.rules(known).forEach((attempt, rule) -> rules.put(attempt.toString(), rule));
        return object;
    }
}
