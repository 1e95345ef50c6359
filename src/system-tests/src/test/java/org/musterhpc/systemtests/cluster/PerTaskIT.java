package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.musterhpc.systemtests.cluster.Scene.Account;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/**
 * An element a task, in arrays no larger than the site takes (MaxArraySize=1001), under one throttle. Nodes have room for
 * 8 elements at once, so a throttle below that is what limits.
 */
class PerTaskIT extends OnSlurmSite {
    private static final int THROTTLE = 6;
    private static final int MANY = 5_000;

    private final Settings settings = Settings.TWO_NODES.cluster("cpus: 1, elements: per-task, throttle: " + THROTTLE);

    /** Each agent is a program of its own: two a second here. These are begun, looked at and cancelled. */
    @Test
    void fiveThousandTasksAreFiveArraysUnderOneThrottle() {
        Scene scene = new Scene(site, "per-task-many", settings).tasks(MANY, "0");
        Ended submit = scene.muster.run("submit", scene.name + ".yml");
        assertThat(submit.exit()).as(submit.out() + submit.err()).isZero();
        assertThat(sizes(scene))
                .hasSize(5)
                .allSatisfy((array, size) -> assertThat(size).isEqualTo(1000L));
        watched(scene, 10);
        Ended cancel = scene.muster.run("cancel", scene.name);
        assertThat(cancel.exit()).as(cancel.out() + cancel.err()).isZero();
        scene.leavesNothing();
        JsonNode total = scene.muster.run("status", scene.name, "--json").json().path("total");
        assertThat(total.path("done").asInt() + total.path("cancelled").asInt()).isEqualTo(MANY);
        assertThat(total.path("done").asInt()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void everyElementTakesOneTaskAndEveryTaskRunsOnce() {
        whole("per-one", 10);
    }

    /** Minutes: {@code -Dlong=true}. */
    @Test
    @EnabledIfSystemProperty(named = "long", matches = "true")
    void elevenHundredTasksInTwoArrays() {
        Scene scene = whole("per-task-long", 1_100);
        assertThat(scene.calls("sbatch")).hasSize(2);
    }

    private Scene whole(String name, int tasks) {
        Scene scene = new Scene(site, name, settings).tasks(tasks, "0");
        Muster.Running run = scene.begin();
        watched(scene, tasks);
        Ended ended = run.end();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        assertThat(scene.holds(tasks)).isEqualTo(new Account(tasks, tasks));
        assertThat(Started.elements(scene.started())).hasSize(tasks);
        return scene;
    }

    /** Looks again and again until so many tasks have started: never more elements than the throttle run at once. */
    private static void watched(Scene scene, int started) {
        int[] most = {0};
        int[] looks = {0};
        await("tasks")
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .atMost(Duration.ofMinutes(20))
                .until(() -> {
                    int running = (int) scene.queued().stream()
                            .filter(element -> element.endsWith(" RUNNING"))
                            .count();
                    most[0] = Math.max(most[0], running);
                    looks[0]++;
                    assertThat(running).isLessThanOrEqualTo(THROTTLE);
                    return scene.started().size() >= started;
                });
        System.out.printf("%s: %d at once at the most, in %d looks%n", scene.name, most[0], looks[0]);
        assertThat(most[0]).isPositive();
    }

    private Map<String, Long> sizes(Scene scene) {
        return site.squeue().stream()
                .filter(element -> element.name().startsWith("m-" + scene.name + "-"))
                .collect(Collectors.groupingBy(SlurmSite.Element::array, Collectors.counting()));
    }
}
