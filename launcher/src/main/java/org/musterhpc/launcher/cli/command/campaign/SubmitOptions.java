package org.musterhpc.launcher.cli.command.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.cli.command.WordsCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code run} and {@code submit} have in common. */
final class SubmitOptions {
    @Mixin
    FileOptions file = new FileOptions();

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "where agents run, instead of the cluster in the file")
    @Nullable
    String cluster;

    @Option(names = "--fresh", description = "remove a campaign of this name first, with its results")
    boolean fresh;

    @Option(names = "--force", description = "with --fresh: even while tasks are running")
    boolean force;

    WordsCommand.Given given(String verb, List<String> words) {
        return new WordsCommand.Given(verb, words, 0, file.name, cluster, file.vars.given());
    }

    /** The command, for advice. */
    GivenCommand said(String verb, String word) {
        return GivenCommand.ofFile(verb, word + file.vars.again(), file.name);
    }

    CampaignRequest request(String path) {
        return new CampaignRequest(path, file.name, cluster, file.vars.given(), fresh, force);
    }

    /** The same command again; {@code --fresh} is not, as it would begin anew. */
    String again(String command, String word) {
        return "muster " + command + " " + word
                + (file.name == null || file.name.equals(word) ? "" : " --name " + file.name)
                + (cluster == null ? "" : " --cluster " + cluster)
                + file.vars.again();
    }
}
