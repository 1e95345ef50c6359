package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.AddTasks;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.source.GivenRows;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.launcher.view.Numbers;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** {@code muster add}: puts tasks into a campaign that is under way, each once however often it is said. */
public final class AddCommand extends CampaignCommand {
    @Option(names = "--stage", paramLabel = "STAGE", description = "where several have tasks of their own")
    @Nullable
    String stage;

    @ArgGroup(multiplicity = "1")
    Rows rows = new Rows();

    /** Where the tasks are named. */
    static final class Rows {
        @Option(names = "--params", paramLabel = "JSON", description = "one task: '{\"path\":\"a.nc\"}'")
        @Nullable
        String params;

        @Option(names = "--jsonl", paramLabel = "FILE", description = "one such object a line; - reads them from here")
        @Nullable
        String jsonl;

        @Option(names = "--csv", paramLabel = "FILE", description = "a table with a header, a task a row")
        @Nullable
        Path csv;
    }

    @Override
    protected int run(Session session, String name) {
        AddTasks.Added added = session.app().add().add(name, stage, source());
        if (session.json()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode().put("campaign", name);
            object.put("stage", added.stage()).put("added", added.added()).put("there", added.there());
            ObjectNode followers = object.putObject("followers");
            added.followers().forEach(followers::put);
            session.out().json(object);
        } else {
            session.out().line(name + ": " + sentence(session, name, added));
        }
        return 0;
    }

    private Source source() {
        if (rows.params != null) {
            return GivenRows.params("--params", rows.params);
        }
        if (rows.csv != null) {
            return GivenRows.csv(rows.csv);
        }
        String file = rows.jsonl;
        if (file == null) {
            throw Problem.usage("nothing is named to be added", "name it with --params, --jsonl or --csv");
        }
        return file.equals("-") ? GivenRows.jsonl("standard input", System.in) : GivenRows.jsonl(Path.of(file));
    }

    private static String sentence(Session session, String name, AddTasks.Added added) {
        StringBuilder sentence = new StringBuilder(Numbers.grouped(added.added())).append(" added");
        if (added.there() > 0) {
            sentence.append(", ")
                    .append(Numbers.grouped(added.there()))
                    .append(added.there() == 1 ? " was there" : " were there");
        }
        added.followers()
                .forEach((stage, count) -> sentence.append(", with ")
                        .append(Numbers.grouped(count))
                        .append(" of ")
                        .append(stage));
        if (session.app().attendance().lacks(name, added.overview())) {
            sentence.append("; there are no agents: muster run ").append(name);
        }
        return sentence.toString();
    }
}
