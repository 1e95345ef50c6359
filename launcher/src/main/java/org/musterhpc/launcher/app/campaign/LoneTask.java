package org.musterhpc.launcher.app.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.Items;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TaskNames;
import org.musterhpc.queue.command.UpstreamFiles;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.TaskKey;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.sign.SigningKey;

/**
 * A task, taken out of its campaign to be run alone: nothing is waited for, and nothing follows.
 *
 * @param campaign its campaign's name
 * @param upstream what it would have waited for: of its group all, else those that did not end well
 */
public record LoneTask(String campaign, Stage stage, Message message, List<UpstreamTask> upstream) {
    public LoneTask {
        upstream = List.copyOf(upstream);
    }

    public String id() {
        return message.id();
    }

    /**
     * Makes a campaign of its own for it, at a server that knows none of this name.
     *
     * @param folder a folder of its own, for what it is told in files
     */
    public Campaign submit(Intake intake, Pause pause, SigningKey key, Path folder) {
        Campaign campaign = new Campaign(this.campaign, "try", Machine.user(), Instant.EPOCH, List.of(alone(folder)));
        Submission submission = new Submission(intake, pause, campaign, this::read, key);
        submission.create();
        submission.push(() -> false);
        return key.sign(campaign);
    }

    private void read(String wanted, long after, Predicate<List<MessageText>> batches) {
        boolean unusedMore = after > 0 || batches.test(List.of(MessageText.of(only())));
    }

    private Stage alone(Path folder) {
        Stage alone = stage.waitingFor(null).followedBy(List.of()).haltedBy(Halt.NEVER);
        try (UpstreamFiles files = new UpstreamFiles(stage, folder, "", LoneTask::failed)) {
            upstream.forEach(files);
            return alone.with(files.variables());
        } catch (UncheckedIOException e) {
            throw unwritten(folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unwritten(folder, e);
        }
    }

    /** Of a task that has not ended nobody says that it failed. */
    private static boolean failed(UpstreamTask task) {
        return task.ending() != null && task.ending().state() != State.DONE;
    }

    private static Problem unwritten(Path folder, IOException e) {
        return Problem.failed(folder + " cannot be written: " + PrivateFiles.reason(e), "make room for it");
    }

    private List<String> keys() {
        return upstream.stream()
                .map(task -> TaskKey.of(task.stage(), task.id()))
                .toList();
    }

    /** Its number and whom it follows would be others here: what its place gave it, it gets as parameters. */
    private Message only() {
        Map<String, JsonNode> names = Parameters.of(campaign, message, stage, 1);
        ObjectNode params = message.params().deepCopy();
        // A handler would take them for parameters that it does not know; it is told the number beside them.
        List<String> given = stage.command() instanceof TaskCommand.Handler
                ? List.of("index")
                : List.of("index", TaskNames.PARENT, TaskNames.PARENT_KEY);
        for (String name : given) {
            JsonNode value = names.get(name);
            if (value != null) {
                params.set(name, value);
            }
        }
        ObjectNode nothing = params.objectNode();
        return new Message(message.id(), 1, Message.Tries.NONE, needs(), params, nothing);
    }

    /** With its command, where that names the tasks of its group. */
    private Message.Needs needs() {
        Message.Needs needs = message.needs();
        if (!TaskNames.wantsItems(stage, message)) {
            return needs;
        }
        TaskCommand own = needs.command();
        CommandTemplate command = CommandTemplate.parse(own == null ? stage.command() : own);
        return new Message.Needs(
                needs.walltime(),
                needs.memory(),
                needs.paramStep(),
                command.given(Map.of(TaskNames.ITEMS, Items.of(keys()))));
    }
}
