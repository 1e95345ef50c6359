package org.musterhpc.launcher.web.pages;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.FailureGroups;
import org.musterhpc.launcher.follow.TimeLeft;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.json.AgentJson;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Route;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** What is told of campaigns as wholes. */
public final class CampaignPages {
    private final SharedUseCases site;
    private final Answers answers;
    private final Recorder recorder;
    private final Map<String, SlowTasks> slow = new ConcurrentHashMap<>();

    public CampaignPages(SharedUseCases site, Answers answers, Recorder recorder) {
        this.site = site;
        this.answers = answers;
        this.recorder = recorder;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/campaigns", (request, names) -> answers.get("campaigns", Reply.class, this::all)),
                Route.get("/api/v1/campaigns/{name}", (request, names) -> Reply.json(status(named(names)))),
                Route.get("/api/v1/campaigns/{name}/progress", (request, names) -> progress(named(names))),
                Route.get("/api/v1/campaigns/{name}/failures", (request, names) -> failures(named(names))),
                Route.get("/api/v1/campaigns/{name}/slowest", (request, names) -> slowest(named(names))),
                Route.get("/api/v1/campaigns/{name}/agents", (request, names) -> agents(named(names))),
                Route.get("/api/v1/campaigns/{name}/events", (request, names) -> new Reply.Events(named(names))));
    }

    private String named(Map<String, String> names) {
        return site.known(names.getOrDefault("name", ""));
    }

    /** As a line of {@code status --all --json} each; of one that cannot be read, what is wrong. */
    private Reply all() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (String name : site.names()) {
            try {
                Snapshot now = site.snapshots().of(name);
                all.add(StatusJson.status(name, now.overview(), now.ratePerS()));
            } catch (LostCampaignException | DamagedException e) {
                all.addObject().put("campaign", name).put("problem", e.getMessage());
            }
        }
        return Reply.json(all);
    }

    /** As {@code status --json}. */
    public ObjectNode status(String name) {
        CampaignStatus now = site.app().status().of(name);
        return StatusJson.imported(now.imported(), StatusJson.status(name, now.overview(), now.rate(), now.clusters()));
    }

    /** What is learnt by looking on: how long it will take, how it went, how long tasks run. */
    private Reply progress(String name) {
        Snapshot now = site.snapshots().of(name);
        ObjectNode progress = Json.object().put("campaign", name);
        Json.time(progress, "time", now.overview().now());
        progress.put("left_s", left(now));
        ArrayNode stages = progress.putArray("stages");
        now.overview().stages().forEach((stage, tally) -> {
            ObjectNode one = stages.addObject().put("stage", stage);
            runTimes(one.putObject("run_times"), tally.runTimes());
            ObjectNode outcomes = one.putObject("outcomes");
            tally.outcomes().forEach((outcome, count) -> outcomes.put(outcome.name(), count));
        });
        progress.set("history", recorder.history(name).json());
        return Reply.json(progress);
    }

    private static void runTimes(ObjectNode json, RunTimes times) {
        json.put("done", times.done());
        if (times.done() > 0) {
            json.put("mean_s", times.mean().toMillis() / 1e3);
            json.put("p50_below_s", times.wallOf(0.5).toMillis() / 1e3);
            json.put("p95_below_s", times.wallOf(0.95).toMillis() / 1e3);
            json.put("p99_below_s", times.wallOf(0.99).toMillis() / 1e3);
            json.put("p99_memory_below_bytes", times.memoryOf(0.99));
        }
    }

    /** Seconds until it is over, as {@code run} estimates it; null: nobody knows. */
    static @Nullable Long left(Snapshot now) {
        Duration left = TimeLeft.of(now);
        return left == null ? null : (Long) left.toSeconds();
    }

    private Reply failures(String name) {
        return answers.get("failures " + name, Reply.class, () -> {
            Snapshot now = site.snapshots().of(name);
            FailureGroups.Found found = site.app()
                    .failures()
                    .of(now.campaign(), now.overview(), site.app().clusters().logs(name));
            ObjectNode json = Json.object().put("campaign", name);
            json.put("dead", found.dead()).put("looked", found.looked());
            ArrayNode groups = json.putArray("groups");
            for (FailureGroups.Group group : found.groups()) {
                groups.addObject()
                        .put("stage", group.stage())
                        .put("outcome", group.how().name())
                        .put("exit", group.detail().exit())
                        .put("signal", group.detail().signal())
                        .put("reason", group.detail().reason())
                        .put("last_line", group.lastLine())
                        .put("count", group.count())
                        .put("example", group.example());
            }
            return Reply.json(json);
        });
    }

    private Reply slowest(String name) {
        return answers.get("slowest " + name, Reply.class, () -> {
            slow.keySet().retainAll(site.names());
            Snapshot now = site.snapshots().of(name);
            SlowTasks tasks = slow.compute(
                    name,
                    (any, known) -> known != null && known.isOf(now.campaign())
                            ? known
                            : new SlowTasks(now.campaign().created()));
            SlowTasks.Found found = tasks.of(site.view(), now.campaign());
            ObjectNode json = Json.object().put("campaign", name);
            json.put("done", Math.max(found.looked(), done(now)));
            json.put("looked", found.looked());
            ArrayNode all = json.putArray("tasks");
            found.slowest().forEach(ending -> all.add(TaskJson.result(ending)));
            return Reply.json(json);
        });
    }

    private static long done(Snapshot now) {
        return now.overview().stages().values().stream()
                .mapToLong(tally -> tally.count(State.DONE))
                .sum();
    }

    /** As the lines of {@code agents --json}. */
    private Reply agents(String name) {
        return answers.get("agents " + name, Reply.class, () -> {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            site.snapshots().agents(name).stream()
                    .sorted(Comparator.comparing(
                                    (View.AgentView agent) -> agent.info().cluster())
                            .thenComparing(agent -> agent.info().name()))
                    .forEach(agent -> all.add(AgentJson.of(agent)));
            return Reply.json(all);
        });
    }
}
