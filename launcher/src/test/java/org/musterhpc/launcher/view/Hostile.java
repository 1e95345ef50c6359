package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.musterhpc.launcher.view.text.ExplainText;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;

/** Texts that would take a terminal over, at every place where a text of others may stand. */
public final class Hostile {
    /** Clears the screen, sets the title, paints, C1 controls, reorders, returns to the line's start, forges lines. */
    public static final String TEXT =
            "\u001b[2J\u001b]0;owned\u0007\u001b[32m\u009b31m\u202e\r\u001bc\u007f\nmuster: all is well\n\u061c";

    /** What a terminal obeys or reorders, but for line ends and escapes. */
    public static final Pattern COMMAND = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1a\\x1c-\\x1f\\x7f-\\x9f" + "\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f\\u061c]");

    private Hostile() {}

    public static Message message(String x) {
        Message message = Samples.message("main/" + x, "name" + x, "value" + x, "b", x);
        return message.withTries(new Message.Tries(2, 2, 0));
    }

    public static Attempt attempt(String x, Outcome outcome) {
        return new Attempt(
                2,
                7,
                outcome,
                new Attempt.Detail(3, null, "why" + x),
                new Attempt.Place("agent" + x, "host" + x, "cluster" + x, "job" + x),
                Samples.NOW,
                Samples.NOW,
                new Attempt.Usage(2, 1, 5),
                TextNode.valueOf(x),
                new Attempt.LogRef("/logs/" + x, 1, 2));
    }

    public static View.TaskView dead(String x) {
        Ending ending = new Ending("stage" + x, State.DEAD, message(x), attempt(x, Outcome.BAD_MESSAGE));
        return new View.TaskView(
                "stage" + x, State.DEAD, ending.message(), null, null, ending, List.of(attempt(x, Outcome.EXIT)));
    }

    public static View.TaskView done(String x) {
        Ending ending = new Ending("stage" + x, State.DONE, message(x), attempt(x, Outcome.OK));
        return new View.TaskView("stage" + x, State.DONE, ending.message(), null, null, ending, List.of());
    }

    public static View.TaskView working(String x) {
        Instant now = Samples.NOW;
        return new View.TaskView(
                "stage" + x,
                State.WORKING,
                message(x),
                new View.Holder("agent" + x, 7, now, now, now, new View.Second("second" + x, now, now)),
                null,
                null,
                List.of());
    }

    public static View.TaskView delayed(String x) {
        return new View.TaskView(
                "stage" + x,
                State.DELAYED,
                message(x),
                null,
                Samples.NOW.plusSeconds(9),
                null,
                List.of(attempt(x, Outcome.EXIT)));
    }

    public static List<View.AgentView> agents(String x) {
        WorkQueue.AgentInfo info = info("agent" + x, x);
        return List.of(new View.AgentView(info, Samples.NOW, false, 1), new View.AgentView(info, Samples.NOW, true, 1));
    }

    public static WorkQueue.AgentInfo info(String name, String x) {
        return new WorkQueue.AgentInfo(name, "cluster" + x, "host" + x, 7, "job" + x, 2, Duration.ofSeconds(30));
    }

    public static View.Overview overview(String x) {
        Map<String, Tally> stages = new LinkedHashMap<>();
        stages.put("one" + x, Samples.tally(3, 1, 2, 1, Map.of(Outcome.EXIT, 2L)));
        stages.put("two" + x, Samples.tally(3, 1, 2, 1, Map.of()));
        return new View.Overview(Samples.NOW, false, 1, stages);
    }

    public static List<ClusterStanding> clusters(String x) {
        return List.of(new ClusterStanding(
                "c" + x,
                new Goal.Auto(),
                List.of("1" + x, "2"),
                new ClusterStanding.Counts(2, 1, Samples.NOW.minusSeconds(500)),
                1,
                "reason" + x,
                true,
                new ClusterStanding.More("held" + x, true)));
    }

    public static List<String> explained(TextStyle look, View.TaskView task, String x) {
        Stage stage = Samples.stage("stage" + x, RetrySettings.DEFAULT, new Stage.After("before" + x, false));
        View.TaskView awaited = task.state() == State.BLOCKED ? dead(x) : null;
        Function<View.TaskView, Explanation> known = each -> new Explanation(
                "apollo", stage, each, overview(x), agents(x), awaited, clusters(x), List.of(), false, x);
        return ExplainText.of(look, known.apply(task), ZoneOffset.UTC);
    }

    public static Progress progress(String x) {
        Map<String, Standing> stages = new LinkedHashMap<>();
        overview(x).stages().forEach((name, tally) -> stages.put(name, Standing.of(tally, 0)));
        return new Progress(
                "apollo", stages, new Progress.Pace(1, null, Duration.ofSeconds(3)), 1, false, Map.of(), null);
    }

    public static Summary summary(String x) {
        Ending ending = new Ending("stage" + x, State.DEAD, message(x), attempt(x, Outcome.EXIT));
        return new Summary(
                "apollo",
                overview(x).stages(),
                Duration.ofSeconds(4),
                3,
                new Summary.Records(Map.of("one" + x, 2.0), List.of(ending, ending)),
                List.of(new Summary.Failure(ending, "last line" + x)),
                "/logs" + x);
    }
    /** Of a campaign whose stage has such a command, and such a ladder. */
    static AttemptRun runs(String x) {
        Stage plain = Samples.stage(
                "stage" + x,
                RetrySettings.DEFAULT,
                null,
                JsonNodeFactory.instance.objectNode().put("p" + x, x));
        Stage stage = new Stage(
                plain.name(),
                new TaskCommand.Argv(List.of(x)),
                plain.shell(),
                plain.limits(),
                List.of(),
                plain.ladder(),
                plain.retry(),
                null,
                List.of(),
                0);
        Campaign campaign = new Campaign("apollo", "d", "me", Samples.NOW, List.of(stage));
        return new AttemptRun(edition -> campaign);
    }
}
