package org.musterhpc.launcher.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.shell.Quoting;
import picocli.CommandLine.Option;

/** Values for the variables of a campaign's file. */
public final class VariableOptions {
    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "a value for a variable of the file (its vars:), instead of the one there; again and again")
    public List<String> all = new ArrayList<>();

    /** As they were given, to be said again. */
    public String again() {
        return all.stream().map(var -> " --var " + Quoting.quote(var)).collect(Collectors.joining());
    }
}
