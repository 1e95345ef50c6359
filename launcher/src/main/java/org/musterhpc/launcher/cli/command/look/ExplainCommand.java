package org.musterhpc.launcher.cli.command.look;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.app.pool.PoolControl;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.site.ScalingText;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.text.ExplainText;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster explain}: why a task does not run, was run again, or is dead; or why a pool does not grow. */
public final class ExplainCommand extends SessionCommand {
    @Parameters(arity = "0..2", paramLabel = "[CAMPAIGN] ID", hideParamSyntax = true)
    List<String> words = List.of();

    @Option(names = "--scaling", paramLabel = "POOL", description = "why a pool has as many agents as it has")
    @Nullable
    String scaling;

    @Override
    protected int run(Session session) {
        if (scaling != null || words.isEmpty()) {
            return scaling(session, scaling);
        }
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

    private int scaling(Session session, @Nullable String pool) {
        if (pool == null || !words.isEmpty()) {
            throw Problem.usage(
                    pool == null ? "explain what?" : "--scaling is about a pool, and about no task",
                    "write: muster explain ID, or muster explain --scaling POOL");
        }
        PoolControl control = session.app().pool();
        ScalingText.show(session, control.status(control.meant(pool)));
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
