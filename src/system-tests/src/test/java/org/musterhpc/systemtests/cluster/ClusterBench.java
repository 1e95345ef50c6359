package org.musterhpc.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/**
 * Prints how long the real Slurm of two nodes takes for tasks that do nothing: by Muster's agents, and as elements of
 * plain arrays. Arguments: tasks by Muster (default 10000), plain elements (default 1000).
 */
final class ClusterBench {
    /** The site's MaxArraySize is 1001. */
    private static final int ARRAY = 1000;

    private final SlurmSite site;
    private final PrintStream out;

    private ClusterBench(SlurmSite site, PrintStream out) {
        this.site = site;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        run(
                SlurmSite.shared(),
                args.length > 0 ? Integer.parseInt(args[0]) : 10_000,
                args.length > 1 ? Integer.parseInt(args[1]) : 1_000,
                System.out);
    }

    static void run(SlurmSite site, int tasks, int plain, PrintStream out) throws IOException {
        ClusterBench bench = new ClusterBench(site, out);
        out.printf("%-36s %10s %10s %14s%n", "what", "tasks", "seconds", "per second");
        bench.muster(tasks);
        bench.plain(plain);
    }

    /** From the command's start to its end: submission, start of the agents and the last look included. */
    private void muster(int tasks) {
        Scene scene = new Scene(site, "bench", Settings.TWO_NODES);
        scene.file("'true'", tasks, "walltime: 1m");
        long start = System.nanoTime();
        Ended run = scene.run();
        row("muster run, 2 elements of 4 slots", tasks, System.nanoTime() - start);
        if (run.exit() != 0) {
            throw new IllegalStateException(run.out() + run.err());
        }
        scene.muster.run("purge", "bench", "--yes");
    }

    /** From the first sbatch until the scheduler has no element any more. */
    private void plain(int elements) throws IOException {
        Path script = Files.writeString(site.remote().resolve("plain.sh"), "#!/bin/bash\ntrue\n");
        long start = System.nanoTime();
        for (int sent = 0; sent < elements; sent += ARRAY) {
            int count = Math.min(ARRAY, elements - sent);
            site.ask("sbatch", "--array=0-" + (count - 1), "--output=/dev/null", script.toString())
                    .ok();
        }
        await("all elements")
                .pollInterval(250, TimeUnit.MILLISECONDS)
                .atMost(Duration.ofHours(1))
                .until(() -> site.ask("squeue", "--noheader").ok().isEmpty());
        row("sbatch --array, 8 at once", elements, System.nanoTime() - start);
    }

    private void row(String what, int tasks, long nanos) {
        double seconds = nanos / 1e9;
        out.printf(Locale.ROOT, "%-36s %10d %10.1f %14.1f%n", what, tasks, seconds, tasks / seconds);
    }
}
