package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Request;
import org.musterhpc.launcher.shell.Quoting;
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

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "a value for a variable of the file (its vars:), instead of the one there; again and again")
    List<String> vars = new ArrayList<>();

    @Option(names = "--fresh", description = "remove a campaign of this name first, with its results")
    boolean fresh;

    @Option(names = "--force", description = "with --fresh: even while tasks are running")
    boolean force;

    /** As they were given, to be said again. */
    String variables() {
        return vars.stream().map(var -> " --var " + Quoting.quote(var)).collect(Collectors.joining());
    }

    Request request(String file) {
        return new Request(file, name, cluster, vars, fresh, force);
    }

    /** The same command again; {@code --fresh} is not, as it would begin anew. */
    String again(String command, String word) {
        return "muster " + command + " " + word
                + (name == null ? "" : " --name " + name)
                + (cluster == null ? "" : " --cluster " + cluster)
                + variables();
    }
}
