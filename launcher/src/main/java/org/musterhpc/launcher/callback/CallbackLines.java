package org.musterhpc.launcher.callback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.json.TaskJson;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;

/** What commands are told: a line of JSON each. */
public final class CallbackLines {
    private CallbackLines() {}

    /** As {@code muster results} prints it. */
    public static String of(Ending ending, AttemptRun runs) {
        return Harmless.json(TaskJson.result(ending, runs).toString());
    }

    /** As {@code muster status --json}, and how long the campaign took and how many tasks were not done. */
    public static String of(Campaign campaign, View.Overview overview) {
        ObjectNode summary = StatusJson.status(campaign.name(), overview, 0);
        Duration elapsed = Duration.between(campaign.created(), overview.now());
        summary.put("elapsed_s", elapsed.toMillis() / 1000.0);
        summary.put("failed", Standing.sum(overview.stages(), Map.of()).failed());
        return Harmless.json(summary.toString());
    }
}
