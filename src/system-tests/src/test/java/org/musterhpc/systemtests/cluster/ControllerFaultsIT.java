package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.cluster.Scene.Account;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The controller is away, or does what it is told and nobody hears of it. */
class ControllerFaultsIT extends OnSlurmSite {
    private static final int TASKS = 32;

    /** Away for half a minute, while one campaign runs and another is being submitted. */
    @Test
    void controllerThatIsAwayStopsNothingThatRunsAndDelaysWhatIsSubmitted() {
        Settings half = Settings.TWO_NODES.cluster("cpus: 4, elements: 1");
        Scene running = new Scene(site, "ctld-run", half).tasks(160, "1");
        Muster.Running run = running.begin();
        running.awaitElements(1);

        site.ctldStop();
        Instant away = Instant.now();
        // The same home: what the scheduler allows is known there, so that it is sbatch that meets the fault.
        Scene submitted = new Scene(running, "ctld-submit").tasks(TASKS, "0.2");
        Muster.Running submit = submitted.begin();
        int before = running.started().size();
        await("half a minute without a controller, in which tasks run")
                .until(() -> Duration.between(away, Instant.now()).toSeconds() >= 30
                        && running.started().size() > before + 40);
        site.ctldStart();
        Instant back = Instant.now();

        Ended second = submit.end();
        assertThat(second.exit()).as(second.out() + second.err()).isZero();
        submitted.holds(TASKS);
        assertThat(submitted.arrays()).hasSize(1);
        // Each takes some seconds to fail.
        long most = 10 + Duration.between(away, back).toSeconds() / 4;
        assertThat(submitted.calls("squeue").stream()
                        .filter(call -> call.args().contains("--name="))
                        .count())
                .isLessThan(most);
        System.out.printf(
                "RECOVERY controller back: the other campaign began after %.1f s%n%s%n",
                Duration.between(back, submitted.started().get(0).at()).toMillis() / 1000.0, second.err());
        Ended first = run.end();
        assertThat(first.exit()).as(first.out() + first.err()).isZero();
        Account account = running.holds(160);
        assertThat(account).isEqualTo(new Account(160, 160));
        assertThat(running.arrays()).hasSize(1);
    }

    /**
     * All three ways at once: here the command hangs for its full minute, over SSH the connection dies. Tasks are sent once
     * the submission is settled, so agents must linger for longer than that minute; those that do not come and go in vain,
     * and a second array is needed.
     */
    @Test
    void answerThatNeverArrivesDoesNotMakeASecondArray() {
        site.log().fault("sbatch", "3 lost");
        List<Scene> scenes = new ArrayList<>();
        List<Muster.Running> runs = new ArrayList<>();
        for (String transport : List.of("", "jsch", "openssh")) {
            Settings settings = Settings.TWO_NODES
                    .cluster("cpus: 2, elements: 1")
                    .agent("linger: 4m")
                    .over(transport);
            Scene scene =
                    new Scene(site, "lost-" + (transport.isEmpty() ? "here" : transport), settings).tasks(TASKS, "0.2");
            scenes.add(scene);
            runs.add(scene.begin());
        }
        Instant begun = Instant.now();
        for (int i = 0; i < scenes.size(); i++) {
            Scene scene = scenes.get(i);
            Ended ended = runs.get(i).end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(scene.arrays()).as(scene.name).hasSize(1);
            assertThat(scene.holds(TASKS)).isEqualTo(new Account(TASKS, TASKS));
            System.out.printf(
                    "RECOVERY answer of sbatch lost, %s: the first task ran after %.1f s%n%s%n",
                    scene.name,
                    Duration.between(begun, scene.started().get(0).at()).toMillis() / 1000.0,
                    ended.err());
        }
        assertThat(site.log().faultWaits("sbatch")).isFalse();
        assertThat(scenes.get(0).calls("sbatch")).hasSize(3);
        assertThat(Files.exists(scenes.get(0).ran)).isTrue();
    }
}
