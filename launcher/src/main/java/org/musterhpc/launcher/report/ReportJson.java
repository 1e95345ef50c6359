package org.musterhpc.launcher.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.musterhpc.launcher.history.Activity;
import org.musterhpc.launcher.history.AgentRuns;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.launcher.history.Distribution;
import org.musterhpc.launcher.history.StageHistory;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** A report for programs; its shape is in {@code docs/commands.md}. */
public final class ReportJson {
    private static final double MILLISECONDS = 1_000;
    private static final int COLUMNS = 60;
    private static final long KIBIBYTE = 1_024;

    private ReportJson() {}

    public static ObjectNode of(CampaignReport report) {
        Campaign campaign = report.campaign();
        CampaignHistory history = report.history();
        ObjectNode all = Json.object();
        all.put("campaign", campaign.name()).put("owner", campaign.owner());
        Json.time(all, "created", campaign.created());
        Json.time(all, "made", report.head().made());
        ObjectNode versions = all.putObject("versions");
        report.head().versions().forEach(versions::put);
        ArrayNode stages = all.putArray("stages");
        report.overview()
                .stages()
                .forEach((name, tally) -> stages.add(
                        stage(campaign.stage(name), tally, history.stages().getOrDefault(name, new StageHistory()))));
        all.put("busy_s", rounded(history.busySeconds())).put("slot_s", rounded(history.slotSeconds()));
        all.set("timeline", timeline(history));
        ArrayNode agents = all.putArray("agents");
        history.agents().forEach(agent -> agents.add(agent(agent)));
        ObjectNode hosts = all.putObject("hosts");
        history.hosts().forEach(hosts::put);
        ArrayNode arrays = all.putArray("arrays");
        report.arrays().forEach(array -> arrays.add(array(array)));
        waits(all.putObject("first_attempt_after_s"), campaign.created(), history);
        ArrayNode failures = all.putArray("failures");
        report.failures().forEach(failure -> failures.add(failure(failure)));
        all.put("definition", DefinitionText.of(campaign));
        return all;
    }

    private static ObjectNode stage(Stage stage, Tally tally, StageHistory history) {
        ObjectNode json = Json.object().put("stage", stage.name());
        for (State state : State.values()) {
            json.put(state.key(), tally.count(state));
        }
        ObjectNode outcomes = json.putObject("attempts");
        history.outcomes().forEach((outcome, count) -> outcomes.put(outcome.name(), count));
        json.put("walltime_s", stage.limits().walltime().toMillis() / MILLISECONDS);
        json.put("cpus", stage.limits().cpus());
        json.put("memory_bytes", stage.limits().memory());
        json.set("wall_s", seconds(history.wall()));
        json.set("cpu_s", seconds(history.cpu()));
        json.set("failed_wall_s", seconds(history.failedWall()));
        json.set("max_rss_bytes", distribution(history.memory(), KIBIBYTE, 1));
        return json;
    }

    private static ObjectNode seconds(Distribution milliseconds) {
        return distribution(milliseconds, 1, MILLISECONDS);
    }

    private static ObjectNode distribution(Distribution values, long times, double by) {
        ObjectNode json = Json.object().put("count", values.count());
        if (values.count() > 0) {
            put(json, "mean", Math.round(values.mean()) * times, by);
            put(json, "p50", values.quantile(0.5) * times, by);
            put(json, "p90", values.quantile(0.9) * times, by);
            put(json, "p99", values.quantile(0.99) * times, by);
            put(json, "max", values.greatest() * times, by);
        }
        ArrayNode columns = json.putArray("columns");
        values.cells(COLUMNS).forEach(cell -> {
            ObjectNode column = columns.addObject();
            put(column, "from", cell.from() * times, by);
            put(column, "to", Math.min(cell.to(), values.greatest()) * times, by);
            column.put("count", cell.count());
        });
        return json;
    }

    private static void put(ObjectNode json, String key, long value, double by) {
        if (by == 1) {
            json.put(key, value);
        } else {
            json.put(key, value / by);
        }
    }

    private static ObjectNode timeline(CampaignHistory history) {
        Activity.Course running = history.running();
        ObjectNode json = Json.object();
        boolean any = running.mean().length > 0;
        Json.time(json, "from", any ? Instant.ofEpochMilli(running.from()) : null);
        json.put("step_s", running.width() / MILLISECONDS);
        put(json.putArray("running"), running);
        put(json.putArray("slots"), history.slots());
        put(json.putArray("ok_per_s"), history.succeeded());
        put(json.putArray("failed_per_s"), history.failed());
        return json;
    }

    private static void put(ArrayNode array, Activity.Course course) {
        for (double mean : course.mean()) {
            array.add(rounded(mean));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * MILLISECONDS) / MILLISECONDS;
    }

    private static ObjectNode agent(AgentRuns agent) {
        ObjectNode json = Json.object()
                .put("agent", agent.place().agent())
                .put("host", agent.place().host())
                .put("cluster", agent.place().cluster())
                .put("allocation", agent.place().allocation())
                .put("slots", agent.slots())
                .put("attempts", agent.attempts())
                .put("failed", agent.failed())
                .put("busy_s", rounded(agent.busySeconds()))
                .put("slot_s", rounded(agent.slotSeconds()));
        Json.time(json, "first", Instant.ofEpochMilli(agent.first()));
        Json.time(json, "last", Instant.ofEpochMilli(agent.last()));
        return json;
    }

    private static ObjectNode array(ArrayRecord array) {
        return Json.object()
                .put("cluster", array.cluster())
                .put("job", array.job())
                .put("state", array.state().name())
                .put("elements", array.elements().count())
                .put("pending", array.live() ? array.seen().pending() : 0)
                .put("running", array.live() ? array.seen().running() : 0)
                .put("ended", array.seen().ended())
                .put("reason", array.seen().reason());
    }

    private static void waits(ObjectNode json, Instant created, CampaignHistory history) {
        for (AgentRuns agent : history.agents()) { // those that began first come first
            if (!json.has(agent.place().cluster())) {
                Duration wait = Duration.between(created, Instant.ofEpochMilli(agent.first()));
                json.put(agent.place().cluster(), Math.max(0, wait.toMillis()) / MILLISECONDS);
            }
        }
    }

    private static ObjectNode failure(FailureLines failure) {
        ObjectNode json = Json.object()
                .put("stage", failure.group().kind().stage())
                .put("outcome", failure.group().kind().outcome().name())
                .put("exit", failure.group().kind().exit())
                .put("signal", failure.group().kind().signal())
                .put("attempts", failure.group().attempts())
                .put("dead", failure.group().dead())
                .put("looked_at", failure.read());
        ArrayNode lines = json.putArray("last_lines");
        failure.lines()
                .forEach(line -> lines.addObject()
                        .put("line", line.text())
                        .put("attempts", line.attempts())
                        .put("id", line.id()));
        return json;
    }
}
