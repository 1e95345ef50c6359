package org.musterhpc.launcher.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "muster.yml to use (default: MUSTER_CONFIG, or ~/.config/muster/muster.yml)")
    @Nullable
    String config;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "an existing server, redis://host:port or rediss://…; its password is read from"
                    + " MUSTER_REDIS_PASSWORD or the file in muster.yml")
    @Nullable
    String redis;

    @Option(names = "--json", description = "print JSON for programs")
    boolean json;

    @Option(names = "--verbose", description = "with an error, the stack trace")
    boolean verbose;

    @Option(names = "--no-color", description = "no colours (also: NO_COLOR=1)")
    boolean noColor;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this text")
    boolean help;
}
