package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.bench.Contest.Effort;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints one table of this program beside its peers, all measured in turns in the same run. It judges nothing. */
@Command(
        name = "bin/bench",
        description = "measures this program beside its peers, in turns",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchMain implements Callable<Integer> {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "how often each is measured (default: ${DEFAULT-VALUE})")
    int rounds = 5;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "begin no round of a row after so long (default: ${DEFAULT-VALUE})")
    int minutes = 3;

    @Option(names = "--row", paramLabel = "TEXT", description = "only rows in whose names this stands")
    String row = "";

    @Option(names = "--short", description = "one small round of each, which says nothing but that it works")
    boolean small;

    @Option(names = "--json", description = "print JSON for programs")
    boolean json;

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description = "where peers are, or are fetched to; none: only those on the PATH")
    @Nullable
    Path peers;

    private final PrintStream out;

    BenchMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new CommandLine(new BenchMain(out)).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Rows.Sizes sizes = small ? Rows.Sizes.SHORT : Rows.Sizes.FULL;
        Effort effort = new Effort(small ? 1 : rounds, Duration.ofMinutes(minutes));
        String hq = System.getenv("HQ");
        Table table = new Table(out, json);
        try (Site site = new Site(
                peers == null ? null : peers.toAbsolutePath(), hq == null ? null : Path.of(hq), sizes.sums())) {
            for (Contest contest : new Rows(site, sizes).all()) {
                if (contest.what().toLowerCase(Locale.ROOT).contains(row.toLowerCase(Locale.ROOT))) {
                    table.row(contest, contest.run(effort));
                }
            }
        }
        table.end();
        return 0;
    }
}
