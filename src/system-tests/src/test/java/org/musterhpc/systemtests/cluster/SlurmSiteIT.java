package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.systemtests.cluster.SlurmSite.Element;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.Ceiling;

/** The site does what tests on it rely on. */
class SlurmSiteIT {
    private SlurmSite site;
    private CallLog log;

    @BeforeEach
    void ready() {
        site = SlurmSite.shared();
        log = site.log();
        site.reset();
    }

    @AfterEach
    void asItWas() {
        if (site != null) {
            site.reset();
        }
    }

    private Shell shell(String cluster) {
        ClusterSettings.Batch settings =
                (ClusterSettings.Batch) Config.load(site.config(), site.env()).cluster(cluster);
        return new Shells(site.env(), Prompt.NOBODY).open(settings.site().ssh(), "");
    }

    private Path script(String text) throws IOException {
        Path script = Files.createTempFile(site.remote(), "job", ".sh");
        return Files.writeString(script, "#!/bin/bash\n" + text + "\n");
    }

    private String submit(String... more) throws IOException {
        return site.ask(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("sbatch", "--parsable"), List.of(more).stream())
                        .toArray(String[]::new))
                .ok()
                .strip();
    }

    private void awaitStates(String array, int elements, String state) {
        await().until(
                        () -> site.squeue(array),
                        found -> found.size() == elements
                                && found.stream()
                                        .allMatch(element -> element.state().equals(state)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm", "slurm-ssh", "slurm-openssh"})
    void arrayThatIsSubmittedFromElsewhereRunsOnBothNodes(String cluster) throws Exception {
        int before = log.mark();
        // Each until all four run: there is room for two on a node.
        String ran = site.remote() + "/" + cluster + ".ran";
        Path script = script(
                "echo $SLURM_ARRAY_TASK_ID >> " + ran + "; until [ $(wc -l < " + ran + ") -ge 4 ]; do sleep 0.1; done");
        String array;
        try (Shell shell = shell(cluster)) {
            Command command = Command.of(
                    Ceiling.TIME,
                    "env",
                    // LocalShell has the environment of this JVM.
                    "PATH=" + site.env().get("PATH"),
                    "SLURM_CONF=" + site.env().get("SLURM_CONF"),
                    "sbatch",
                    "--parsable",
                    "--array=1-4",
                    "--cpus-per-task=2",
                    "--output=/dev/null",
                    script.toString());
            array = shell.run(command).outText().strip();
        }
        awaitStates(array, 4, "COMPLETED");
        assertThat(site.squeue(array)).extracting(Element::node).contains("n1", "n2");
        assertThat(Files.readAllLines(site.remote().resolve(cluster + ".ran")))
                .containsExactlyInAnyOrder("1", "2", "3", "4");
        assertThat(log.calls("sbatch", before))
                .singleElement()
                .satisfies(call -> assertThat(call.args()).endsWith(script.toString()));
        assertThat(log.calls("squeue", before)).isEmpty();
    }

    @Test
    void musterRunsWithTheConfigurationOfTheSite() {
        try (Muster muster = new Muster(site.config(), site.env())) {
            muster.write("here.yml", "command: echo {{n}}\ntasks: {range: 1-3}\n");
            Muster.Ended run = muster.run("run", "here.yml", "--cluster", "local");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.run("results", "here", "--json").jsonLines()).hasSize(3);
            muster.run("purge", "here", "--yes");
        }
    }

    @Test
    void stoppedControllerFailsAndComesBackWithItsJobs() throws IOException {
        String array =
                submit("--array=1-4", "--output=/dev/null", script("sleep 600").toString());
        awaitStates(array, 4, "RUNNING");
        site.ctldStop();
        Ran squeue = site.run("squeue", "--me");
        assertThat(squeue.exit()).isEqualTo(1);
        assertThat(squeue.err()).contains("Unable to contact slurm controller");
        site.ctldStart();
        awaitStates(array, 4, "RUNNING");
        site.ctldPause();
        assertThat(site.run("squeue", "--me").err()).contains("Socket timed out");
        site.ctldResume();
        awaitStates(array, 4, "RUNNING");
    }

    @Test
    void jobsOutliveTheirSlurmdButNotTheirNode() throws IOException {
        Path ticks = site.remote().resolve("ticks");
        Path begun = Files.createFile(site.remote().resolve("begun"));
        String array = submit(
                "--array=1-8",
                "--output=/dev/null",
                script("echo >> " + begun + "; while :; do echo $SLURMD_NODENAME >> " + ticks + "; sleep 0.2; done")
                        .toString());
        // Slurm says RUNNING of what a slurmd has not started yet; what that has not started dies with it.
        await().until(() -> Files.readAllLines(begun).size(), Integer.valueOf(8)::equals);
        awaitStates(array, 8, "RUNNING");
        site.slurmdKill("n1");
        Files.writeString(ticks, "");
        await().until(() -> nodes(ticks), Set.of("n1", "n2")::equals);
        site.slurmdStart("n1");
        awaitStates(array, 8, "RUNNING");

        site.nodeKill("n2");
        Files.writeString(ticks, "");
        await().during(Duration.ofSeconds(1)).until(() -> nodes(ticks), Set.of("n1")::equals);
        // Slurm notices when the node is down, and runs them again two minutes later.
        await().until(() -> site.squeue(array).stream()
                        .filter(element -> element.state().equals("PENDING"))
                        .count()
                == 4);
        site.slurmdStart("n2");
        await().until(() -> site.sinfo("n2"), "idle"::equals);
    }

    private static Set<String> nodes(Path ticks) throws IOException {
        return Files.readAllLines(ticks).stream()
                .map(line -> line.replace("\0", ""))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toSet());
    }

    @Test
    void faultsComeOnceOrAsOftenAsTheySay() {
        int before = log.mark();
        log.fault("squeue", "2 fail slurm_load_jobs error: told so");
        for (int i = 0; i < 2; i++) {
            Ran failed = site.run("squeue", "--me");
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.err()).isEqualTo("slurm_load_jobs error: told so\n");
        }
        assertThat(log.faultWaits("squeue")).isFalse();
        site.run("squeue", "--me").ok();
        assertThat(log.calls("squeue", before)).hasSize(3);
    }

    @Test
    void staleAnswerIsTheFormerOne() throws IOException {
        String[] question = {"squeue", "--me", "--noheader", "--states=all", "--name=stale", "-O", "Name:|"};
        assertThat(site.run(question).ok()).isEmpty();
        submit("--job-name=stale", "--output=/dev/null", script("sleep 600").toString());
        log.fault("squeue", "stale");
        assertThat(site.run(question).ok()).isEmpty();
        assertThat(site.run(question).ok()).isEqualTo("stale|\n");
    }

    @Test
    void hangingCommandIsNotRun() throws IOException {
        log.fault("sbatch", "hang");
        Ran hung = site.runUntilItHangs("sbatch", "--job-name=hung", script("").toString());
        assertThat(hung.exit()).isEqualTo(Ran.CUT_OFF);
        assertThat(site.squeue()).extracting(Element::name).doesNotContain("hung");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slurm-ssh", "slurm-openssh"})
    void lostAnswerLeavesTheJobAndNoConnection(String cluster) throws Exception {
        Path script = script("sleep 600");
        try (Shell shell = shell(cluster)) {
            shell.run(Command.of(Ceiling.TIME, "true"));
            log.fault("sbatch", "lost");
            Command sbatch = Command.of(
                    Ceiling.TIME,
                    "sbatch",
                    "--parsable",
                    "--job-name=lost-" + cluster,
                    "--output=/dev/null",
                    script.toString());
            // Not that its limit was waited for.
            assertThatThrownBy(() -> shell.run(sbatch))
                    .isInstanceOf(NoAnswer.class)
                    .hasMessageContaining("the connection broke");
            assertThat(site.squeue()).extracting(Element::name).containsOnlyOnce("lost-" + cluster);
            assertThat(shell.run(Command.of(Ceiling.TIME, "echo", "again")).outText())
                    .isEqualTo("again\n");
        }
    }

    @Test
    void lostAnswerHangsWhereThereIsNoConnection() throws IOException {
        log.fault("sbatch", "lost");
        Ran lost = site.runUntilItHangs(
                "sbatch",
                "--job-name=lost-here",
                "--output=/dev/null",
                script("sleep 600").toString());
        assertThat(lost.exit()).isEqualTo(Ran.CUT_OFF);
        assertThat(lost.out()).isEmpty();
        assertThat(site.squeue()).extracting(Element::name).containsOnlyOnce("lost-here");
    }
}
