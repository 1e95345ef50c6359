package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.view.ExplainText;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Parameters;

/** {@code muster explain}: why a task does not run, was run again, or is dead. */
final class ExplainCommand extends SessionCommand {
    @Parameters(arity = "1..2", paramLabel = "[CAMPAIGN] ID")
    List<String> words = List.of();

    ExplainCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        TaskChoice choice = TaskChoice.one(session, words, "explain");
        View.TaskView task = choice.task(session);
        Campaign campaign = session.view()
                .campaign(choice.campaign())
                .orElseThrow(() -> choice.missing(session, choice.ids().get(0)));
        Stage stage = campaign.stage(task.stage());
        Explanation known = new Explanation(
                choice.campaign(),
                stage,
                task,
                session.view().overview(choice.campaign()),
                session.view().agents(choice.campaign()),
                awaited(session, choice.campaign(), stage, task),
                clusters(session, choice.campaign()),
                campaign.stages(),
                lastLine(session, choice.campaign(), task));
        if (session.json()) {
            session.out().json(json(known));
        } else {
            ZoneId zone = session.around().zone();
            session.out().lines(ExplainText.of(session.out().look(), known, zone));
        }
        return 0;
    }

    private static List<ClusterStanding> clusters(Session session, String campaign) {
        Ledger ledger = session.link().ledger();
        return ClusterStanding.of(
                ledger.arrays(campaign), ledger.goals(campaign), cluster -> ledger.watched(campaign, cluster));
    }

    private static View.@Nullable TaskView awaited(Session session, String campaign, Stage stage, View.TaskView task) {
        Stage.After after = stage.after();
        if (task.state() != State.BLOCKED || after == null || after.mode() != Stage.Mode.EACH) {
            return null;
        }
        // A follower has the id of the tasks that it follows, but for the stage's name before it; what is over is not
        // waited for.
        String key = task.message().id().substring(stage.name().length());
        View.TaskView last = null;
        for (String before : after.stages()) {
            View.TaskView awaited = session.view().find(campaign, before + key).orElse(null);
            if (awaited == null || awaited.state() != State.DONE) {
                return awaited;
            }
            last = awaited;
        }
        return last;
    }

    /** Usually it says what went wrong. */
    private static @Nullable String lastLine(Session session, String campaign, View.TaskView task) {
        List<Attempt> attempts = Attempts.of(task);
        boolean wanted = task.state() == State.DEAD || task.state() == State.DELAYED;
        return wanted && !attempts.isEmpty()
                ? session.sites().logs(campaign).lastLine(attempts.get(attempts.size() - 1))
                : null;
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
