package org.musterhpc.launcher.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.shell.ShellQuoting;
import picocli.CommandLine.Option;

/** Values for the variables of a campaign's file. */
public final class VariableOptions {
    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "a value for a variable of the file (its vars:), instead of the one there; again and again")
    private List<String> all = new ArrayList<>();

    /** Each as it was given: {@code NAME=VALUE}. */
    public List<String> given() {
        return all;
    }

    /** As they were given, to be said again. */
    public String again() {
        return all.stream().map(var -> " --var " + ShellQuoting.quote(var)).collect(Collectors.joining());
    }
}
