package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Request;
import picocli.CommandLine.Option;

/** What {@code run} and {@code submit} have in common. */
final class SubmitOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "the campaign's name, instead of the one in the file")
    @Nullable
    String name;

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

    Request request(String file) {
        return new Request(file, name, cluster, fresh, force);
    }

    /** The same command again; {@code --fresh} is not, as it would begin anew. */
    String again(String command, String word) {
        return "muster " + command + " " + word
                + (name == null ? "" : " --name " + name)
                + (cluster == null ? "" : " --cluster " + cluster);
    }
}
