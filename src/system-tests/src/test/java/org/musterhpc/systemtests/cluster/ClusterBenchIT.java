package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A small run of the benchmark, so that it cannot rot; its figures mean nothing. */
class ClusterBenchIT extends OnSlurmSite {

    @Test
    void benchmarkPrintsItsTable() throws IOException {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        ClusterBench.run(site, 100, 20, new PrintStream(table, true, StandardCharsets.UTF_8));
        assertThat(table.toString(StandardCharsets.UTF_8)).contains("muster run", "sbatch --array");
    }
}
