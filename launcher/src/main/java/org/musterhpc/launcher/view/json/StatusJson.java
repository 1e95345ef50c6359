package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.text.FlawText;
import org.musterhpc.launcher.view.text.HaltText;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** {@code status --json} and {@code rollcall --json}. */
public final class StatusJson {
    private StatusJson() {}

    public static ObjectNode status(String campaign, View.Overview overview, double ratePerS) {
        ObjectNode status = Json.object();
        status.put("campaign", campaign);
        ArrayNode stages = status.putArray("stages");
        overview.stages().forEach((name, tally) -> counts(stages.addObject().put("stage", name), List.of(tally)));
        counts(status.putObject("total"), overview.stages().values());
        status.put("rate_per_s", Math.round(ratePerS * 100) / 100.0);
        status.put("agents", overview.agents());
        status.put("paused", overview.paused());
        status.put("complete", overview.complete());
        status.put("open", overview.open());
        HaltText.put(status, overview.halted());
        return status;
    }

    /** The same with its clusters, as {@code status} of one campaign tells it. */
    /** @param is whether the campaign was imported; said of those alone that were */
    public static ObjectNode imported(boolean is, ObjectNode status) {
        return is ? status.put("imported", true) : status;
    }

    public static ObjectNode status(
            String campaign, View.Overview overview, double ratePerS, List<ClusterStanding> clusters) {
        ObjectNode status = status(campaign, overview, ratePerS);
        ClusterStanding.put(status, clusters);
        return status;
    }

    /** @param audit what {@code --deep} found, or null */
    public static ObjectNode rollcall(String campaign, View.Overview overview, View.@Nullable Audit audit) {
        Collection<Tally> tallies = overview.stages().values();
        ObjectNode roll = Json.object();
        roll.put("campaign", campaign);
        fill(roll, tallies);
        ArrayNode stages = roll.putArray("stages");
        overview.stages().forEach((name, tally) -> {
            ObjectNode stage = stages.addObject().put("stage", name);
            fill(stage, List.of(tally));
        });
        if (audit != null) {
            roll.put("tasks", audit.tasks());
            audit.missing().forEach(roll.putArray("missing")::add);
            audit.doubled().forEach(roll.putArray("doubled")::add);
            ArrayNode flaws = roll.putArray("flaws");
            audit.flaws().forEach(flaw -> FlawText.put(flaws.addObject(), flaw));
            roll.put("holds", roll.get("holds").booleanValue() && audit.holds());
        }
        return roll;
    }

    private static void fill(ObjectNode roll, Collection<Tally> tallies) {
        roll.put("pushed", tallies.stream().mapToLong(Tally::pushed).sum());
        counts(roll, tallies);
        roll.put("foreign", tallies.stream().mapToLong(Tally::foreign).sum());
        roll.put("late", tallies.stream().mapToLong(Tally::late).sum());
        roll.put("holds", tallies.stream().allMatch(Tally::holds));
    }

    private static void counts(ObjectNode object, Collection<Tally> tallies) {
        for (State state : State.values()) {
            object.put(
                    state.key(),
                    tallies.stream().mapToLong(tally -> tally.count(state)).sum());
        }
    }
}
