package org.musterhpc.launcher.cli.command.campaign;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.VariableOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a campaign's file is read. */
final class FileOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "the campaign's name, instead of the one in the file")
    @Nullable
    String name;

    @Mixin
    VariableOptions vars = new VariableOptions();
}
