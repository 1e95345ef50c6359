package org.musterhpc.launcher.view.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.musterhpc.launcher.repair.Reruns;
import org.musterhpc.launcher.repair.StageFindings;

/** What a repair has found, stage by stage, for programs. */
public final class RepairJson {
    private RepairJson() {}

    /** Of a campaign that was submitted, of which something was sent again. */
    public static ObjectNode of(String campaign, Collection<StageFindings> found, Reruns.Sent sent) {
        return of(campaign, found, false, false)
                .put("reopened", sent.reopened())
                .put("requeued", sent.requeued())
                .put("refused", sent.refused());
    }

    /**
     * @param fresh whether the campaign was never submitted
     * @param ids whether those that are to run are named
     */
    public static ObjectNode of(String campaign, Collection<StageFindings> found, boolean fresh, boolean ids) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("campaign", campaign).put("submitted", !fresh);
        ArrayNode stages = object.putArray("stages");
        for (StageFindings findings : found) {
            ObjectNode stage = stages.addObject();
            stage.put("stage", findings.stage())
                    .put("outputs", findings.outputs())
                    .put("looked", findings.looked())
                    .put("missing", findings.missing())
                    .put("follows", findings.follows())
                    .put("run", findings.toRun())
                    .put("later", findings.later())
                    .put("found", findings.found())
                    .put("dead", findings.dead())
                    .put("cancelled", findings.cancelled())
                    .put("dead_there", findings.deadThere())
                    .put("unknown", findings.unknown());
            if (ids) {
                findings.ids().forEach(stage.putArray("ids")::add);
            }
        }
        return object;
    }
}
