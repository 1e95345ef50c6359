package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
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
