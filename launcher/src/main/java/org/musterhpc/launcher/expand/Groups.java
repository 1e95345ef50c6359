package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.TaskKey;

/** To which groups a task belongs, for the stages that wait for groups of its stage: a key of its message. */
final class Groups {
    private final Stage stage;
    private final Findings findings;

    Groups(Stage stage, Findings findings) {
        this.stage = stage;
        this.findings = findings;
    }

    /** What the message has beside its parameters: empty where nobody waits for groups. What cannot be a group is noted. */
    ObjectNode of(ObjectNode params, Spot at) {
        ObjectNode extra = JsonNodeFactory.instance.objectNode();
        for (Follower follower : stage.followers()) {
            String name = follower.group();
            if (name != null) {
                String group = TaskKey.ofGroup(params, name);
                String fault = group == null
                        ? params.has(name) ? "is not a text or a number" : "is missing"
                        : TaskKey.fault(group);
                if (group == null || fault != null) {
                    findings.add(
                            at,
                            "'" + name + "' " + fault + ", and stage " + follower.stage() + " groups by it",
                            "give every row a value that can be part of an id");
                } else {
                    extra.withObjectProperty(Message.GROUPS).put(follower.stage(), group);
                }
            }
        }
        return extra;
    }
}
