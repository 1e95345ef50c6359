package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.web.Scene.Answer;
import org.musterhpc.launcher.web.metrics.MetricsText;
import org.musterhpc.testkit.SharedRedis;

/** What Prometheus reads, as it stands. */
class MetricsIT {
    @TempDir
    Path folder;

    @Test
    void metricsSayWhatThereIs() throws IOException {
        String name = "metrics-" + UUID.randomUUID().toString().substring(0, 8);
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(10);
                Dashboard page = scene.serve(false)) {
            String[] bearer = {"Authorization", "Bearer " + page.url().replaceFirst(".*token=", "")};
            Answer plain = scene.get(page, "/metrics", bearer);
            String of = "{campaign=\"" + name + "\",";
            assertThat(plain.body())
                    .contains(
                            "\nmuster_redis_up 1\n",
                            "\nmuster_tasks" + of + "stage=\"main\",state=\"pending\"} 6\n",
                            "\nmuster_tasks" + of + "stage=\"main\",state=\"dead\"} 2\n",
                            "\n# TYPE muster_attempts_total counter\n",
                            "\nmuster_attempts_total" + of + "outcome=\"EXIT\",stage=\"main\"} 2\n",
                            "\nmuster_slots" + "{campaign=\"" + name + "\",cluster=\"local\"} 4\n")
                    .endsWith("\n# EOF\n");
            assertThat(plain.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            Answer open = scene.get(
                    page,
                    "/metrics",
                    "Authorization",
                    bearer[1],
                    "Accept",
                    "application/openmetrics-text; version=1.0.0");
            assertThat(open.header("Content-Type")).startsWith("application/openmetrics-text; version=1.0.0");
            assertThat(open.body())
                    .contains(
                            "\n# TYPE muster_attempts counter\n",
                            "\nmuster_attempts_total" + of + "outcome=\"EXIT\",stage=\"main\"} 2\n")
                    .endsWith("\n# EOF\n");
        }
    }

    @Test
    void whatIsForeignCannotEndALabel() {
        MetricsText text = new MetricsText(false);
        text.gauge("g", "Help.");
        text.sample(1e-3, Map.of("a", "x\"} 1\n\\"));
        assertThat(text.whole().getBytes(StandardCharsets.UTF_8))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("# HELP g Help.\n# TYPE g gauge\ng{a=\"x\\\"} 1\\n\\\\\"} 0.001\n# EOF\n");
        assertThat(MetricsText.number(1_048_576)).isEqualTo("1048576");
        assertThat(MetricsText.number(0)).isEqualTo("0");
    }
}
