package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.Walltime;

/** A task as a JSON object: for a listing, for the results, or in full. */
public final class TaskJson {
    private TaskJson() {}

    /** As {@code muster tasks} lists it. */
    public static ObjectNode line(View.TaskView task) {
        Ending ending = task.ending();
        if (ending != null) {
            return result(ending);
        }
        Message message = task.message();
        int begun = message.tries().attempt() + (task.state() == State.WORKING ? 1 : 0);
        ObjectNode line = head(message.id(), task.stage(), task.state(), null, begun, message);
        View.Holder lease = task.lease();
        if (lease != null) {
            line.put("agent", lease.agent());
            Json.time(line, "started", lease.claimed());
            Json.time(line, "deadline", lease.deadline());
            Json.time(line, "expires", lease.expires());
            View.Second second = lease.second();
            if (second != null) {
                ObjectNode beside = line.putObject("second");
                beside.put("agent", second.agent());
                Json.time(beside, "started", second.claimed());
                Json.time(beside, "deadline", second.deadline());
            }
        }
        if (task.ripe() != null) {
            Json.time(line, "ripe", task.ripe());
        }
        return line;
    }

    /** As {@code muster results} lists it. */
    public static ObjectNode result(Ending ending) {
        Attempt last = ending.last();
        Message message = ending.message();
        ObjectNode line = head(message.id(), ending.stage(), ending.state(), last, last.attempt(), message);
        fill(line, last);
        line.set("result", last.result());
        return line;
    }

    /** The same, with what the last attempt ran. */
    public static ObjectNode result(Ending ending, AttemptRun runs) {
        ObjectNode line = result(ending);
        runs.put(line, ending.stage(), ending.message(), ending.last());
        return line;
    }

    /** The same, with what each attempt ran. */
    public static ObjectNode show(View.TaskView task, AttemptRun runs) {
        ObjectNode all = show(task);
        List<Attempt> attempts = Attempts.of(task);
        for (int i = 0; i < attempts.size(); i++) {
            runs.put((ObjectNode) all.path("history").get(i), task.stage(), task.message(), attempts.get(i));
        }
        return all;
    }

    /** The whole of {@code show}; the history has all attempts, the last one included. */
    public static ObjectNode show(View.TaskView task) {
        ObjectNode all = line(task);
        Message message = task.message();
        all.put("n", message.n());
        all.put("failures", message.tries().failures());
        all.put("losses", message.tries().losses());
        all.put("param_step", message.needs().paramStep());
        if (message.needs().walltime() != null) {
            all.put("walltime", Walltime.format(message.needs().walltime()));
        }
        if (message.needs().memory() != null) {
            all.put("memory", MemorySize.format(message.needs().memory()));
        }
        ArrayNode history = all.putArray("history");
        task.history().forEach(attempt -> history.add(attempt(attempt)));
        Ending ending = task.ending();
        if (ending != null && Attempts.ran(ending)) {
            history.add(attempt(ending.last()));
        }
        return all;
    }

    /** One attempt of a task, as {@code try} tells of it. */
    public static ObjectNode attempt(String stage, Message message, Attempt attempt) {
        ObjectNode all = Json.object();
        all.put("id", message.id()).put("stage", stage);
        all.set("params", message.params());
        all.setAll(attempt(attempt));
        return all;
    }

    private static ObjectNode head(
            String id, String stage, State state, @Nullable Attempt last, int attempt, Message message) {
        ObjectNode line = Json.object();
        line.put("id", id).put("stage", stage).put("state", state.name());
        line.put("outcome", last == null ? null : last.outcome().name());
        line.put("attempt", attempt);
        line.set("params", message.params());
        return line;
    }

    private static ObjectNode attempt(Attempt attempt) {
        ObjectNode entry = Json.object();
        entry.put("attempt", attempt.attempt()).put("outcome", attempt.outcome().name());
        fill(entry, attempt);
        entry.set("result", attempt.result());
        return entry;
    }

    private static void fill(ObjectNode line, Attempt attempt) {
        Attempt.Place place = attempt.place();
        Attempt.Usage usage = attempt.usage();
        line.put("exit", attempt.detail().exit());
        line.put("signal", attempt.detail().signal());
        line.put("reason", attempt.detail().reason());
        line.put("agent", place.agent()).put("host", place.host()).put("cluster", place.cluster());
        line.put("allocation", place.allocation());
        Json.time(line, "started", attempt.started());
        Json.time(line, "ended", attempt.ended());
        line.put("wall_s", usage.wallS()).put("cpu_s", usage.cpuS()).put("max_rss_bytes", usage.maxRssBytes());
        Attempt.LogRef log = attempt.log();
        if (log != null) {
            line.putObject("log")
                    .put("file", log.file())
                    .put("offset", log.offset())
                    .put("length", log.length());
        }
    }
}
