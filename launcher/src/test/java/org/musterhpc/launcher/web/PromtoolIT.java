package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.SharedRedis;

/** What Prometheus' own checker says of our metrics and rules; where it is installed (Debian: package prometheus). */
class PromtoolIT {
    private static final Path TOOL = Path.of("/usr/bin/promtool");

    @TempDir
    Path folder;

    @BeforeEach
    void wantsTheTool() {
        assumeThat(TOOL).as("promtool").exists();
    }

    private String run(String input, String... words) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("in"), input);
        List<String> command = new ArrayList<>(List.of(TOOL.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(in.toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void checkerFindsNothingInMetrics() throws Exception {
        String name = "promtool-" + UUID.randomUUID().toString().substring(0, 8);
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(10);
                Dashboard page = scene.serve(false)) {
            String metrics = scene.get(page, "/metrics?token=" + page.url().replaceFirst(".*token=", ""))
                    .body();
            assertThat(metrics).contains(name);
            assertThat(run(metrics, "check", "metrics")).isEmpty();
        }
    }

    @Test
    void rulesAreRules() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        assertThat(run(
                        "",
                        "check",
                        "rules",
                        root.resolve("docs/metrics/alerts.yml").toString()))
                .contains("SUCCESS");
    }
}
