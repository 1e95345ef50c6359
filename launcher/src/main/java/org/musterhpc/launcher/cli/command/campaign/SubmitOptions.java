package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.Request;
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

    /** Variables as they were given, to be said again. */
    String variables() {
        return file.vars.again();
    }

    Request request(String path) {
        return new Request(path, file.name, cluster, file.vars.given(), fresh, force);
    }

    /** The same command again; {@code --fresh} is not, as it would begin anew. */
    String again(String command, String word) {
        return "muster " + command + " " + word
                + (file.name == null ? "" : " --name " + file.name)
                + (cluster == null ? "" : " --cluster " + cluster)
                + variables();
    }
}
