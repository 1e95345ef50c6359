package org.musterhpc.launcher.web.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.app.run.ScaleCampaign;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.app.task.RetryTasks;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Route;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** What changes something; each does what the command of its name does, and answers what that prints with {@code --json}. */
public final class Actions {
    private static final Set<String> SELECTION = Set.of("stage", "state", "outcome", "where", "ids");

    private final SharedUseCases site;
    private final Answers answers;

    public Actions(SharedUseCases site, Answers answers) {
        this.site = site;
        this.answers = answers;
    }

    /** What was sent with a request to act on a campaign. */
    private interface Action {
        void run(UseCases app, String name, ObjectNode sent, ObjectNode told);
    }

    public List<Route> routes() {
        return List.of(
                route("pause", Set.of(), this::pause),
                route("resume", Set.of(), this::resume),
                route("cancel", SELECTION, this::cancel),
                route("retry", with(SELECTION, "set", "cancelled_too"), this::retry),
                route("scale", Set.of("cluster", "elements"), this::scale));
    }

    private Route route(String word, Set<String> keys, Action action) {
        return Route.post("/api/v1/campaigns/{name}/" + word, (request, names) -> {
            String name = site.known(names.getOrDefault("name", ""));
            ObjectNode sent = request.json();
            for (Iterator<String> each = sent.fieldNames(); each.hasNext(); ) {
                String key = each.next();
                if (!keys.contains(key)) {
                    throw HttpRefusal.wrong(
                            word + " knows no '" + key + "'",
                            keys.isEmpty() ? "send nothing" : "it knows " + String.join(", ", new TreeSet<>(keys)));
                }
            }
            KeptNotes said = new KeptNotes();
            ObjectNode told = Json.object().put("campaign", name);
            try {
                site.alone(() -> {
                    action.run(site.app().telling(said), name, sent, told);
                    return told;
                });
            } finally {
                answers.forget();
                site.snapshots().anew(name);
            }
            said.lines().forEach(told.withArray("notes")::add);
            return Reply.json(told);
        });
    }

    private void pause(UseCases app, String name, ObjectNode sent, ObjectNode told) {
        app.pausing().pause(name);
        told.put("paused", true);
    }

    private void resume(UseCases app, String name, ObjectNode sent, ObjectNode told) {
        boolean idle = app.pausing().resume(name);
        told.put("paused", false);
        if (idle) {
            told.withArray("notes").add("it has no agents: muster run " + name);
        }
    }

    private void cancel(UseCases app, String name, ObjectNode sent, ObjectNode told) {
        Cancel.Cancelled cancelled = app.cancel().tasks(selection(app, name, sent));
        told.put("cancelled", cancelled.tasks()).put("sure", cancelled.sure());
    }

    private void retry(UseCases app, String name, ObjectNode sent, ObjectNode told) {
        Changes changes = Changes.read(texts(sent, "set"));
        boolean cancelledToo = sent.path("cancelled_too").asBoolean();
        RetryTasks.Retried retried = app.retry().tasks(selection(app, name, sent), changes, cancelledToo);
        told.put("requeued", retried.sent());
        if (retried.sent() > 0 && retried.overview().agents() == 0) {
            told.withArray("notes").add("there are no agents: muster run " + name);
        }
    }

    private void scale(UseCases app, String name, ObjectNode sent, ObjectNode told) {
        String cluster = sent.path("cluster").asText();
        String elements = sent.path("elements").asText();
        if (cluster.isEmpty() || elements.isEmpty()) {
            throw HttpRefusal.wrong(
                    "missing " + (cluster.isEmpty() ? "cluster" : "elements"),
                    "send {\"cluster\":NAME,\"elements\":N}; N is a number, auto or per-task");
        }
        Goal goal = Goal.parse(elements)
                .orElseThrow(() -> HttpRefusal.wrong(
                        "elements: '" + elements + "' is no number of agents", "write a number, auto or per-task"));
        ScaleCampaign.Scaled scaled = app.scale().scale(site.campaign(name), cluster, goal);
        told.put("elements", scaled.agents());
        scaled.notes().forEach(told.withArray("notes")::add);
    }

    private static Selection selection(UseCases app, String name, ObjectNode sent) {
        String stage = sent.path("stage").asText();
        Selection.Wish wish = new Selection.Wish(
                stage.isEmpty() || sent.path("stage").isNull() ? null : stage,
                TaskAnswers.several(State.class, "state", String.join(",", texts(sent, "state"))),
                TaskAnswers.several(Outcome.class, "outcome", String.join(",", texts(sent, "outcome"))),
                texts(sent, "where"));
        return app.campaigns().select(new TaskChoice(name, texts(sent, "ids")), wish);
    }

    /** A text, or several. */
    private static List<String> texts(ObjectNode sent, String key) {
        JsonNode value = sent.path(key);
        List<String> texts = new ArrayList<>();
        if (value.isTextual()) {
            texts.add(value.textValue());
        } else if (value.isArray()) {
            for (JsonNode each : value) {
                if (!each.isTextual()) {
                    throw HttpRefusal.wrong(key + ": " + each + " is no text", "send texts");
                }
                texts.add(each.textValue());
            }
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw HttpRefusal.wrong(key + ": " + value + " is no text", "send a text, or an array of texts");
        }
        return texts;
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
