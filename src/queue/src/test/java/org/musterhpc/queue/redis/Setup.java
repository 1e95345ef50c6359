package org.musterhpc.queue.redis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.Stage;

/**
 * A campaign, and what there is beside it in the world in which the protocol is checked.
 *
 * @param tasks how many the launcher has for each stage
 * @param agents how many there are
 * @param echoes how many reports the network remembers
 * @param doubles whether other producers may send ids that are there already
 * @param names of the queues
 */
public record Setup(
        String name, List<Stage> stages, int tasks, int agents, int echoes, boolean doubles, QueueNames names) {
    Setup(String name, List<Stage> stages, int tasks, int agents, int echoes, boolean doubles) {
        this(name, stages, tasks, agents, echoes, doubles, QueueNames.USUAL);
    }

    /** A task of the launcher's: with the groups to which it belongs, the first for each two; of a stage that waits for groups, the group's. */
    public Message message(String stage, int n) {
        Message plain = Rig.message(stage, n);
        Stage.After after = stage(stage).after();
        String id = after != null && after.mode() == Stage.Mode.GROUP ? stage + "/" + n : plain.id();
        ObjectNode extra = Rig.empty();
        for (Stage.Follower follower : stage(stage).followers()) {
            if (follower.mode() == Stage.Mode.GROUP) {
                extra.withObjectProperty("groups").put(follower.stage(), Integer.toString((n + 1) / 2));
            }
        }
        return new Message(id, n, plain.tries(), plain.needs(), plain.params(), extra);
    }

    private Stage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
