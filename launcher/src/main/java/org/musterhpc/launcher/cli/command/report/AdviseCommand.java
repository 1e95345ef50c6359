package org.musterhpc.launcher.cli.command.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.musterhpc.launcher.advice.Advice;
import org.musterhpc.launcher.advice.Advisor;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Output;

/** {@code muster advise}: what the tasks of a campaign have used, and what to ask for instead. */
public final class AdviseCommand extends CampaignCommand {
    @Override
    protected int run(Session session, String name) {
        Advice advice = session.app().advise().of(name);
        if (session.json()) {
            session.out().json(json(name, advice));
        } else {
            print(session.out(), name, advice);
        }
        return 0;
    }

    private static void print(Output out, String name, Advice advice) {
        for (Advice.OfStage stage : advice.stages()) {
            String head = Harmless.line(stage.stage()) + ": ";
            if (!stage.enough()) {
                out.line(head + "too little is known to ask for less: "
                        + Numbers.of(out.look().count(stage.ok()), "attempt") + (stage.ok() == 1 ? " was" : " were")
                        + " OK, and it takes " + Advisor.ENOUGH);
            }
            stage.sentences().forEach(sentence -> out.line(head + Harmless.line(sentence)));
        }
        advice.capacity().forEach(out::line);
        if (advice.changes()) {
            out.line("");
            out.line("# into the campaign's file, in place of what it has there; then: muster submit FILE --update");
            advice.yaml().lines().forEach(out::line);
        } else {
            out.line("there is nothing to change in " + name + "'s file");
        }
    }

    private static ObjectNode json(String name, Advice advice) {
        ObjectNode all = Json.object().put("campaign", name);
        ArrayNode stages = all.putArray("stages");
        for (Advice.OfStage stage : advice.stages()) {
            ObjectNode one = stages.addObject()
                    .put("stage", stage.stage())
                    .put("ok", stage.ok())
                    .put("enough", stage.enough());
            stage.sentences().forEach(one.putArray("sentences")::add);
            ArrayNode changes = one.putArray("changes");
            stage.suggestions()
                    .forEach(change -> changes.addObject()
                            .put("key", change.key())
                            .put("from", change.from())
                            .put("to", change.to()));
        }
        advice.capacity().forEach(all.putArray("capacity")::add);
        all.put("yaml", advice.yaml());
        return all;
    }
}
