package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.Verify;
import org.musterhpc.launcher.campaign.CampaignFiles;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.WordsCommand;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Understood;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster verify}: reads a campaign file, makes its tasks, looks for its inputs; sends nothing. */
public final class VerifyCommand extends WordsCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "a campaign's file, or a folder of them; again and again; or a command behind --")
    List<String> words = List.of();

    @Mixin
    FileOptions options = new FileOptions();

    @Option(names = "--cluster", paramLabel = "NAME", description = "where agents would run")
    @Nullable
    String cluster;

    @Override
    protected Given given() {
        return new Given("verify", words, 0, options.name, cluster, options.vars.given());
    }

    @Override
    protected boolean submits() {
        return false;
    }

    @Override
    protected int runFile(Session session) {
        if (words.isEmpty()) {
            throw lacks("verify", "FILE");
        }
        PlannedFiles.look(
                CampaignFiles.named(words),
                options,
                file -> verify(session, file, meant(session, file, request(file))));
        return 0;
    }

    @Override
    protected int runWords(Session session, Spoken spoken) {
        verify(session, spoken.name(), spoken.campaign().of(request("")));
        return 0;
    }

    private CampaignRequest request(String file) {
        return new CampaignRequest(file, options.name, cluster, options.vars.given(), false, false);
    }

    /** The campaign's name. */
    private String verify(Session session, String file, CampaignRequest request) {
        Verify.Verified verified = session.app().verify().file(request);
        Verification found = verified.found();
        CampaignSpec spec = verified.spec();
        long total = found.tasks().values().stream().mapToLong(Long::longValue).sum();
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.put("file", file).put("tasks", total).put("ok", true);
            ObjectNode stages = object.putObject("stages");
            found.tasks().forEach(stages::put);
            ObjectNode understood = object.putObject("understood");
            spec.stages().forEach(stage -> Understood.put(understood.putObject(stage.name()), stage.stage()));
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
            spec.stages()
                    .forEach(stage -> session.out()
                            .line("  " + stage.name() + ": "
                                    + tasks(spec, stage, found)
                                    + ", each with " + Understood.of(stage.stage())));
            found.notes().forEach(note -> session.out().line("  " + note));
        }
        return spec.name();
    }

    private static String tasks(CampaignSpec spec, StageSpec stage, Verification found) {
        return spec.brought(stage.name())
                ? "tasks that results bring along"
                : Numbers.of(Numbers.grouped(found.tasks().getOrDefault(stage.name(), 0L)), "task");
    }
}
