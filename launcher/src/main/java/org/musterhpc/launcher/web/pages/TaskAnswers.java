package org.musterhpc.launcher.web.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.look.TaskChoice;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Request;
import org.musterhpc.launcher.web.http.Route;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** What is told of single tasks. */
public final class TaskAnswers {
    private static final int PAGE = 200;
    private static final int MOST = 2_000;

    private final SharedUseCases site;
    private final Answers answers;
    private final LogPages logs;

    public TaskAnswers(SharedUseCases site, Answers answers) {
        this.site = site;
        this.answers = answers;
        this.logs = new LogPages(site, answers);
    }

    public List<Route> routes() {
        String tasks = "/api/v1/campaigns/{name}/tasks";
        return List.of(
                Route.get(tasks, (request, names) -> part(request, named(names))),
                Route.get(tasks + "/{id}/log", (request, names) -> logs.of(request, named(names), id(names))),
                Route.get(tasks + "/{id}", (request, names) -> one(named(names), id(names))));
    }

    private String named(Map<String, String> names) {
        return site.known(names.getOrDefault("name", ""));
    }

    private static String id(Map<String, String> names) {
        return names.getOrDefault("id", "");
    }

    private Reply part(Request request, String name) {
        Selection.Wish wish = wish(request);
        String after = request.query("after", "");
        long from = request.number("from", 0, 0, Long.MAX_VALUE);
        int limit = (int) request.number("limit", PAGE, 1, MOST);
        if (from > 0 && !after.isEmpty()) {
            throw HttpRefusal.wrong("from and after both say where to begin", "give one of them");
        }
        String question = "tasks " + name + " " + wish + " " + limit + " " + from + " " + after;
        return answers.get(question, Reply.class, () -> {
            UseCases app = site.app();
            Selection selection = app.campaigns().select(new TaskChoice(name, List.of()), wish);
            TaskListing.Part part = from == 0
                    ? app.listing().part(selection, after, limit)
                    : app.listing()
                            .partFrom(selection, site.snapshots().of(name).overview(), from, limit);
            ObjectNode json = Json.object().put("campaign", name);
            ArrayNode tasks = json.putArray("tasks");
            part.tasks().forEach(task -> tasks.add(TaskJson.line(task)));
            json.put("next", part.next().isEmpty() ? null : part.next());
            return Reply.json(json);
        });
    }

    /** As the options of the same names say it. */
    private static Selection.Wish wish(Request request) {
        String stage = request.query("stage", "");
        String where = request.query("where", "");
        return new Selection.Wish(
                stage.isEmpty() ? null : stage,
                several(State.class, "state", request.query("state", "")),
                several(Outcome.class, "outcome", request.query("outcome", "")),
                where.isEmpty() ? List.of() : List.of(where));
    }

    /** Words with commas between them. */
    static <E extends Enum<E>> Set<E> several(Class<E> type, String name, String text) {
        Set<E> all = EnumSet.noneOf(type);
        for (String word : text.split(",", -1)) {
            try {
                if (!word.isBlank()) {
                    all.add(Enum.valueOf(type, word.strip().toUpperCase(Locale.ROOT)));
                }
            } catch (IllegalArgumentException e) {
                throw HttpRefusal.wrong(
                        name + ": there is no '" + word.strip() + "'",
                        "there are "
                                + String.join(
                                        ", ",
                                        EnumSet.allOf(type).stream()
                                                .map(Enum::name)
                                                .toList()));
            }
        }
        return all;
    }

    private Reply one(String name, String id) {
        return answers.get("task " + name + " " + id, Reply.class, () -> {
            View.TaskView task = find(site, name, id);
            return Reply.json(TaskJson.show(task, site.app().runs(name)));
        });
    }

    /** @throws HttpRefusal where there is none of that id */
    static View.TaskView find(SharedUseCases site, String name, String id) {
        try {
            return site.app().tasks().find(name, id);
        } catch (Problem e) {
            if (e.exit() != Problem.USAGE) {
                throw e;
            }
            throw new HttpRefusal(404, String.valueOf(e.getMessage()), e.advice());
        }
    }
}
