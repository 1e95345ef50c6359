package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Understood;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.model.Command;
import org.musterhpc.queue.model.Message;

/** {@code submit --dry-run}: what would be sent, with the command of each stage's first task as it would be run. */
final class DryRun {
    private final Session session;
    private final Plan plan;

    DryRun(Session session, Plan plan) {
        this.session = session;
        this.plan = plan;
    }

    void show() {
        try {
            Output out = session.out();
            if (!session.json()) {
                out.line(plan.name() + ": would send " + Numbers.of(Numbers.grouped(plan.total()), "task"));
            }
            for (StageSpec stage : plan.spec().stages()) {
                show(out, stage);
            }
        } finally {
            plan.incoming().discard();
        }
    }

    private void show(Output out, StageSpec stage) {
        long count = plan.tasks().getOrDefault(stage.name(), 0L);
        List<Message> first = new ArrayList<>();
        new ManifestReader(plan.incoming().folder()).messages(stage.name(), 0, batch -> {
            first.addAll(batch.subList(0, Math.min(1, batch.size())));
            return false;
        });
        for (Message message : first) {
            String command =
                    text(stage.templates().command().render(Parameters.of(plan.name(), message, stage.stage(), 1)));
            if (session.json()) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                object.put("stage", stage.name()).put("tasks", count).put("id", message.id());
                object.set("params", message.params());
                Understood.put(object, stage.stage());
                out.json(object.put("command", command));
            } else {
                out.line("  " + stage.name() + ": " + Numbers.of(Numbers.grouped(count), "task") + ", the first is "
                        + Harmless.line(message.id()) + "; each with " + Understood.of(stage.stage()));
                Harmless.text(command).strip().lines().forEach(line -> out.line("    " + line));
            }
        }
    }

    private static String text(Command command) {
        return command instanceof Command.Shell shell
                ? shell.line()
                : String.join(" ", ((Command.Argv) command).words());
    }
}
