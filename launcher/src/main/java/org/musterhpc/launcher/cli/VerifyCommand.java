package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Request;
import org.musterhpc.launcher.app.Verify;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Understood;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster verify}: reads a campaign file, makes its tasks, looks for its inputs; sends nothing. */
final class VerifyCommand extends SessionCommand {
    @Parameters(arity = "1", paramLabel = "FILE")
    String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "the campaign's name, instead of the one in the file")
    @Nullable
    String name;

    @Option(names = "--cluster", paramLabel = "NAME", description = "where agents would run")
    @Nullable
    String cluster;

    @Override
    int run(Session session) {
        Verify.Verified verified = session.app().verify().file(new Request(file, name, cluster, false, false));
        Verification found = verified.found();
        List<StageSpec> spec = verified.spec().stages();
        long total = found.tasks().values().stream().mapToLong(Long::longValue).sum();
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("file", file).put("tasks", total).put("ok", true);
            ObjectNode stages = object.putObject("stages");
            found.tasks().forEach(stages::put);
            ObjectNode understood = object.putObject("understood");
            spec.forEach(stage -> Understood.put(understood.putObject(stage.name()), stage.stage()));
            found.notes().forEach(object.putArray("notes")::add);
            session.out().json(object);
        } else {
            session.out()
                    .line(session.out()
                                    .look()
                                    .paint()
                                    .good(session.out().look().glyphs().yes()) + " " + file
                            + " is fine: " + Numbers.of(Numbers.grouped(total), "task") + " in "
                            + Numbers.of(Integer.toString(found.tasks().size()), "stage"));
            spec.forEach(stage -> session.out()
                    .line("  " + stage.name() + ": "
                            + Numbers.of(Numbers.grouped(found.tasks().getOrDefault(stage.name(), 0L)), "task")
                            + ", each with " + Understood.of(stage.stage())));
            found.notes().forEach(note -> session.out().line("  " + note));
        }
        return 0;
    }
}
