package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The README's example: real files, compared against one sha256sum run by hand. */
class ChecksumsIT {

    @Test
    void everyChecksumIsTheOneThatSha256sumGives() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            Ended run = muster.run(
                    "run", muster.root.resolve("examples/checksums.yml").toString());
            assertThat(run.exit()).as(run.out() + run.err()).isZero();

            List<JsonNode> results =
                    muster.run("results", "checksums", "--json").jsonLines();
            assertThat(results)
                    .hasSize(2000)
                    .allMatch(result -> result.path("state").asText().equals("DONE"));
            assertThat(muster.run("rollcall", "checksums").exit()).isZero();

            // The comparison as examples/checksums.yml tells it: muster logs checksums | sha256sum --check --quiet
            String logs = muster.run("logs", "checksums").out();
            assertThat(logs.lines()).hasSize(2000);
            java.nio.file.Path sums = muster.write("sums", logs);
            Process compare = new ProcessBuilder("sha256sum", "--check", "--quiet", sums.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(compare.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(compare.waitFor()).as(said).isZero();
        }
    }
}
