package org.musterhpc.launcher.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.MessageText;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/**
 * A task, taken out of its campaign to be run alone: nothing is waited for, and nothing follows.
 *
 * @param campaign its campaign's name
 */
public record LoneTask(String campaign, Stage stage, Message message) {
    String id() {
        return message.id();
    }

    /** Makes a campaign of its own for it, at a server that knows none of this name. */
    Campaign submit(Intake intake, Pause pause, SigningKey key) {
        Campaign campaign = new Campaign(this.campaign, "try", Machine.user(), Instant.EPOCH, List.of(alone()));
        Submission submission = new Submission(intake, pause, campaign, this::read, key);
        submission.create();
        submission.push(() -> false);
        return key.sign(campaign);
    }

    private void read(String wanted, long after, Predicate<List<MessageText>> batches) {
        boolean unusedMore = after > 0 || batches.test(List.of(MessageText.of(only())));
    }

    private Stage alone() {
        return stage.waitingFor(null).followedBy(List.of()).haltedBy(Halt.NEVER);
    }

    /** Its number and whom it follows would be others here: what its place gave it, it gets as parameters. */
    private Message only() {
        Map<String, JsonNode> names = Parameters.of(campaign, message, stage, 1);
        ObjectNode params = message.params().deepCopy();
        for (String name : List.of("index", TaskNames.PARENT, TaskNames.PARENT_KEY)) {
            JsonNode value = names.get(name);
            if (value != null) {
                params.set(name, value);
            }
        }
        ObjectNode nothing = params.objectNode();
        return new Message(message.id(), 1, Message.Tries.NONE, message.needs(), params, nothing);
    }
}
