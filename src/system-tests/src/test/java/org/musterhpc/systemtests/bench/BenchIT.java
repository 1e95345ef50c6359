package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A small run of the bench without peers, so that it cannot rot; its figures mean nothing. */
class BenchIT {

    @Test
    void measuresItselfInEveryRow() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = new CommandLine(new BenchMain(new PrintStream(out, true, StandardCharsets.UTF_8)))
                .execute("--short", "--json");
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(text).isZero();
        JsonNode rows = JsonMapper.builder().build().readTree(text);
        assertThat(rows).hasSize(12);
        for (JsonNode row : rows) {
            assertThat(row.at("/figures/muster/median").asDouble())
                    .as(row.toString())
                    .isPositive();
        }
        JsonNode noops = rows.get(0).path("figures");
        assertThat(noops.at("/rq/absent").asText()).contains("bin/bench --peers");
        assertThat(noops.at("/rq/median").isMissingNode()).isTrue();
    }
}
