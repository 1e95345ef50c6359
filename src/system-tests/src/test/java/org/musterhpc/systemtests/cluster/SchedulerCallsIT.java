package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.CallLog.Call;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** How often the scheduler is bothered: with the arrays, with one question a minute, and not with the tasks. */
class SchedulerCallsIT extends OnSlurmSite {
    private static final int TASKS = 20_000;

    @Test
    void twentyThousandTasksAreOneSubmissionAndAQuestionAMinute() {
        // An agent that is silent for a beat and a half is a reason to ask: on a busy machine that must be long.
        Scene scene = new Scene(site, "calls", Settings.TWO_NODES.heartbeat("interval: 20s, lease: 90s"));
        scene.file("'true'", TASKS, "walltime: 1m");
        long start = System.nanoTime();
        Ended run = scene.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        Map<String, List<Call>> calls = List.of("sbatch", "squeue", "scancel", "scontrol", "sacctmgr", "sinfo").stream()
                .collect(Collectors.toMap(name -> name, scene::calls));
        System.out.printf(
                "%d tasks in %.0f s, %.0f a second; calls of the scheduler: %s%n",
                TASKS,
                seconds,
                TASKS / seconds,
                calls.entrySet().stream()
                        .map(entry -> entry.getValue().size() + " " + entry.getKey())
                        .sorted()
                        .toList());
        assertThat(calls.get("sbatch")).hasSize(1);
        // One in a minute, and at the end it is looked whether there is anything to cancel, up to four times.
        assertThat(calls.get("squeue")).hasSizeLessThanOrEqualTo(1 + 4 + (int) (seconds / 60));
        assertThat(calls.get("scancel")).hasSizeLessThanOrEqualTo(1);
        // What the site allows, asked once a day: two commands, the accounting's and the nodes'; and what became of the
        // submission.
        assertThat(calls.get("scontrol")).hasSizeLessThanOrEqualTo(3);
        assertThat(calls.get("sacctmgr")).hasSizeLessThanOrEqualTo(1);
        assertThat(calls.get("sinfo")).hasSizeLessThanOrEqualTo(1);
        scene.leavesNothing();
        assertThat(scene.muster
                        .run("status", "calls", "--json")
                        .json()
                        .path("total")
                        .path("done")
                        .asInt())
                .isEqualTo(TASKS);
    }
}
