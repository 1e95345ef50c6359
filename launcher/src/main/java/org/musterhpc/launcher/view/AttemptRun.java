package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.command.CommandTemplate;
import org.musterhpc.queue.command.FillException;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.command.TemplateException;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.Walltime;

/**
 * What attempts ran: made again of their message, their step of the ladder and their stage as it was defined then.
 *
 * @param editions number of an edition → the campaign by it
 */
public record AttemptRun(IntFunction<Campaign> editions) {

    /**
     * @param command as it was run; null where that can no more be told
     * @param ladder the parameters that its step of the ladder gave
     * @param memory in bytes; null: not limited
     */
    public record Ran(
            @Nullable String command,
            ObjectNode ladder,
            Duration walltime,
            @Nullable Long memory) {}

    /** Null where nothing ran, or the campaign has no such stage: anybody may have written a record. */
    public @Nullable Ran of(String stageName, Message message, Attempt attempt) {
        Attempt.Ran ran = attempt.ran();
        Campaign campaign = editions.apply(Math.max(1, ran.edition()));
        Stage stage = campaign.stages().stream()
                .filter(each -> each.name().equals(stageName))
                .findFirst()
                .orElse(null);
        if (stage == null || attempt.token() == 0) {
            return null;
        }
        Message asRun = message.withNeeds(new Message.Needs(
                ran.walltime(), ran.memory(), ran.step(), message.needs().command()));
        boolean step = ran.step() >= 0 && ran.step() < stage.ladder().size();
        Duration walltime = ran.walltime();
        Long memory = ran.memory();
        return new Ran(
                command(campaign.name(), stage, asRun, attempt.attempt()),
                step ? stage.ladder().get(ran.step()) : JsonNodeFactory.instance.objectNode(),
                walltime != null ? walltime : stage.limits().walltime(),
                memory != null ? memory : stage.limits().memory());
    }

    private static @Nullable String command(String campaign, Stage stage, Message message, int attempt) {
        TaskCommand own = message.needs().command();
        try {
            TaskCommand command = CommandTemplate.parse(own == null ? stage.command() : own)
                    .render(Parameters.of(campaign, message, stage, attempt));
            return command instanceof TaskCommand.Shell shell
                    ? shell.line()
                    : String.join(" ", ((TaskCommand.Argv) command).words());
        } catch (FillException | TemplateException e) {
            return null; // it was never run, for that very reason
        }
    }

    /** Adds it to what is told of the attempt. */
    public void put(ObjectNode line, String stage, Message message, Attempt attempt) {
        Ran ran = of(stage, message, attempt);
        if (ran == null) {
            return;
        }
        line.put("command", ran.command());
        if (!ran.ladder().isEmpty()) {
            line.set("ladder", ran.ladder());
        }
        line.put("walltime", Walltime.format(ran.walltime()));
        Long memory = ran.memory();
        line.put("memory", memory == null ? null : MemorySize.format(memory));
    }
}
