package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.musterhpc.launcher.dialect.PendingReason;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** Why elements wait is told in words, with what can be done, wherever one looks. */
class WaitReasonsIT {
    @EveryDialect
    void schedulersReasonIsToldInWordsWhereverOneLooks(String dialect) {
        String reason = dialect.equals("slurm")
                ? "QOSMaxJobsPerUserLimit"
                : "Not Running: User has reached queue workq running job limit.";
        PendingReason meaning = Dialects.meaning(reason);
        try (FakeSite site = new FakeSite(dialect, "elements: 2")) {
            site.settings("waits='" + reason + "'");
            Process run = site.start("run", site.campaign("patient", 2, "true"));
            await().untilAsserted(() -> assertThat(site.said())
                    .contains(
                            "elements on cluster fake wait: " + reason + " (" + meaning.words() + ")",
                            "what can be done: " + meaning.remedy()));
            JsonNode cluster =
                    site.muster.run("status", "patient", "--json").json().at("/clusters/0");
            assertThat(List.of(
                            cluster.path("reason").asText(),
                            cluster.path("meaning").asText()))
                    .containsExactly(reason, meaning.words());
            assertThat(cluster.path("remedy").asText()).isEqualTo(meaning.remedy());
            assertThat(cluster.path("stuck").asBoolean()).isFalse();
            for (var look : List.of(
                    site.muster.run("status", "patient"), site.muster.run("explain", "patient", "main/000001"))) {
                assertThat(look.out()).contains("(" + reason + ": " + meaning.words() + ")", meaning.remedy());
            }
            site.settings();
            assertThat(site.exit(run)).as(site.said()).isZero();
            site.assertDone("patient", 2);
        }
    }
}
