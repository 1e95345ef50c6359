package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;

/** Things to render. */
public final class Samples {
    public static final Instant NOW = Instant.parse("2026-11-23T20:15:03.120Z");
    public static final TextStyle PLAIN = TextStyle.plain(true);

    private Samples() {}

    public static TextStyle terminal(int width) {
        return new TextStyle(width, false, true, true);
    }

    public static Tally tally(long pending, long working, long done, long dead, Map<Outcome, Long> outcomes) {
        Map<State, Long> counts = new EnumMap<>(State.class);
        counts.put(State.PENDING, pending);
        counts.put(State.WORKING, working);
        counts.put(State.DONE, done);
        counts.put(State.DEAD, dead);
        return new Tally(pending + working + done + dead, counts, 0, 0, true, outcomes, 0);
    }

    public static Message message(String id, String... params) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            object.put(params[i], params[i + 1]);
        }
        return new Message(
                id, 17, Message.Tries.NONE, Message.Needs.NOTHING, object, JsonNodeFactory.instance.objectNode());
    }

    public static Attempt attempt(int number, Outcome outcome, Attempt.Detail detail, JsonNode result) {
        return new Attempt(
                number,
                40 + number,
                outcome,
                detail,
                new Attempt.Place("local-1", "node7", "local", null),
                NOW.minusSeconds(10),
                NOW.minusSeconds(8),
                new Attempt.Usage(2.0, 1.5, 86_300_000),
                result,
                new Attempt.LogRef("/logs/local-1/slot-1.log", 120, 34));
    }

    public static Ending done(String id, JsonNode result, String... params) {
        return new Ending(
                "match",
                State.DONE,
                message(id, params),
                attempt(1, Outcome.OK, new Attempt.Detail(0, null, null), result));
    }

    public static Ending dead(String id, int exit) {
        Message tried = message(id, "image1", "a.png").withTries(new Message.Tries(2, 2, 0));
        return new Ending(
                "match", State.DEAD, tried, attempt(2, Outcome.EXIT, new Attempt.Detail(exit, null, null), null));
    }

    /** Of a campaign with one stage, which was never changed. */
    public static AttemptRun runs() {
        Campaign campaign =
                new Campaign("apollo", "d", "me", NOW, List.of(stage("match", RetrySettings.DEFAULT, null)));
        return new AttemptRun(edition -> campaign);
    }

    public static Stage stage(String name, RetrySettings retry, Stage.After after, ObjectNode... ladder) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(ladder),
                retry,
                after,
                List.of(),
                0);
    }

    public static View.TaskView task(State state, Message message) {
        return new View.TaskView("match", state, message, null, null, null, List.of());
    }

    public static View.TaskView ended(Ending ending, Attempt... history) {
        return new View.TaskView(
                ending.stage(), ending.state(), ending.message(), null, null, ending, List.of(history));
    }
}
