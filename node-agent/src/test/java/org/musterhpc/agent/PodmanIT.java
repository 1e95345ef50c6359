package org.musterhpc.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.testkit.Ceiling;

/** Tasks in containers of a real podman: what they find, how they end, and that nothing of them stays. */
class PodmanIT {
    private static final Duration LONG = Duration.ofMinutes(30);

    @TempDir
    Path folder;

    private Field field;
    private Podman podman;

    @BeforeEach
    void setUp() throws Exception {
        podman = Podman.here(folder.resolve("podman"));
        field = new Field(folder);
        field.retry = new RetrySettings(1, 20, Duration.ofMillis(100), Map.of());
    }

    @AfterEach
    void tearDown() throws Exception {
        if (field != null) {
            field.close();
            podman.close();
        }
    }

    private static Container container(String image) {
        return new Container(Container.Engine.PODMAN, image, List.of(), List.of(), Container.User.ME);
    }

    private void campaign(int tasks, Duration walltime, TaskCommand command, String setup) {
        campaign(tasks, walltime, command, setup, container(Podman.IMAGE));
    }

    private void campaign(int tasks, Duration walltime, TaskCommand command, String setup, Container container) {
        field.campaignOf(
                tasks, Field.within(container, field.stage(folder, walltime, null, command, setup, "out/{{n}}")));
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
    }

    private Process agent(String... more) {
        return field.agentIn(podman.environment(), more);
    }

    private void drained(Process agent) throws Exception {
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        List<String> left = podman.containers();
        assertThat(left).as(() -> field.said() + podman.status()).isEmpty();
    }

    private Attempt last(int n) {
        return field.task(n).ending().last();
    }

    private String log(int n) throws IOException {
        Attempt.LogRef log = last(n).log();
        byte[] all = Files.readAllBytes(Path.of(log.file()));
        return new String(all, (int) log.offset(), (int) log.length(), UTF_8);
    }

    @Test
    void taskFindsWhatItIsGivenAndHandsItsResultBack() throws Exception {
        campaign(
                3,
                LONG,
                new TaskCommand.Shell(
                        "echo \"$CARRIED $MUSTER_PARAM_N {{n}} $HELLO ${PATH##*/} $PWD $(id -u)\"; cat big;"
                                + " touch out/{{n}}; echo '{\"n\": {{n}}}' > \"$MUSTER_RESULT\"; exit $(({{n}} == 2 ? 125 : 0))"),
                "HELLO=from-setup");
        Files.writeString(folder.resolve("big"), "shared\n");
        drained(agent("--slots", "2"));
        assertThat(last(1).outcome()).as(last(1).detail() + field.said()).isEqualTo(Outcome.OK);
        assertThat(last(1).result().toString()).isEqualTo("{\"n\":1}");
        String user = Files.getAttribute(folder, "unix:uid").toString();
        assertThat(log(1)).isEqualTo("along 1 1 from-setup bin " + folder + " " + user + "\nshared\n");
        assertThat(last(2).outcome()).isEqualTo(Outcome.EXIT);
        assertThat(last(2).detail().exit())
                .as("its own, and no fault of the engine")
                .isEqualTo(125);
        assertThat(Files.getAttribute(folder.resolve("out/3"), "unix:uid").toString())
                .isEqualTo(user);
    }

    @Test
    void walltimeEndsTheContainer() throws Exception {
        campaign(1, Duration.ofSeconds(4), new TaskCommand.Shell("sleep 86371"), "");
        drained(agent("--kill-grace", "1s"));
        assertThat(last(1).outcome()).as(last(1).detail() + field.said()).isEqualTo(Outcome.WALLTIME);
        assertThat(field.alive("sleep 86371")).isFalse();
    }

    @Test
    void whoUsesMoreMemoryThanItMayIsEnded() throws Exception {
        // The last command would take the shell's place, and its memory with it.
        TaskCommand command = new TaskCommand.Shell("printf -v x '%0700000000d' 1; touch big; sleep 86374; true");
        field.campaignOf(1, Field.within(container(Podman.IMAGE), field.stage(folder, LONG, 300L << 20, command, "")));
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
        drained(agent("--slots", "1"));
        assertThat(last(1).outcome()).as(last(1).detail() + field.said()).isEqualTo(Outcome.OOM);
        assertThat(field.alive("sleep 86374")).isFalse();
    }

    @Test
    void clientsDeathIsTheContainersEnd() throws Exception {
        campaign(1, LONG, new TaskCommand.Shell("touch began; sleep 86372"), "");
        Process agent = agent("--kill-grace", "1s");
        await().atMost(Ceiling.TIME).until(() -> Files.exists(folder.resolve("began")));
        long client = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").matches(".*podman run .*sleep 86372.*"))
                .filter(process -> process.parent().map(ProcessHandle::pid).orElse(0L) == agent.pid())
                .findFirst()
                .orElseThrow()
                .pid();
        Field.signal("KILL", client);
        drained(agent);
        assertThat(last(1).outcome()).isEqualTo(Outcome.SIGNAL);
        assertThat(field.alive("sleep 86372")).isFalse();
    }

    @Test
    void nextAgentRemovesWhatAKilledOneLeft() throws Exception {
        campaign(2, LONG, new TaskCommand.Shell("touch began-{{n}}; test -e go || sleep 86373; touch out/{{n}}"), "");
        Process agent = agent("--slots", "1");
        await().atMost(Ceiling.TIME).until(() -> Files.exists(folder.resolve("began-1")));
        List<String> left = podman.containers();
        assertThat(left).hasSize(1);
        Field.signal("KILL", agent.pid());
        assertThat(Ceiling.ends(agent)).isTrue();
        assertThat(podman.containers()).as("nobody has removed it yet").isEqualTo(left);
        Files.createFile(folder.resolve("go"));
        field.lapse();
        Process next = agent("--slots", "1");
        drained(next);
        assertThat(field.said()).contains("removed container " + left.get(0) + ", whose agent is gone");
        assertThat(last(1).outcome()).isEqualTo(Outcome.OK);
        assertThat(field.alive("sleep 86373")).isFalse();
    }

    @Test
    void whatIsNotThereIsSaidInTheEnginesWords() throws Exception {
        campaign(1, LONG, new TaskCommand.Argv(List.of("nosuch", "x")), "");
        drained(agent());
        assertThat(last(1).outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(last(1).detail().exit()).isEqualTo(127);
        assertThat(last(1).detail().reason()).contains("nosuch");
    }

    @Test
    void imageThatCannotBeHadIsNoFaultOfTheTask() throws Exception {
        campaign(1, LONG, new TaskCommand.Shell("true"), "", container("localhost/no/such:1"));
        drained(agent());
        assertThat(last(1).outcome()).isEqualTo(Outcome.START_FAILED);
        assertThat(last(1).detail().reason()).contains("the image localhost/no/such:1 cannot be had: podman pull");
    }

    @Test
    void handlerTakesItsTasksWithin() throws Exception {
        String script = "while read -r line; do id=${line#*'\"id\":\"'}; id=${id%%'\"'*}; touch out/${id#s/};"
                + " echo \"$id in $CARRIED $MUSTER_STAGE\"; echo '{\"id\":\"'$id'\",\"ok\":true,\"result\":1}'; done";
        campaign(4, LONG, new TaskCommand.Handler(new TaskCommand.Shell("echo $$ >> starts; " + script), 0, null), "");
        drained(agent("--slots", "1", "--kill-grace", "2s"));
        assertThat(last(4).outcome()).as(last(4).detail() + field.said()).isEqualTo(Outcome.OK);
        assertThat(last(4).result().toString()).isEqualTo("1");
        assertThat(log(4)).isEqualTo("s/4 in along s\n");
        assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(1);
    }
}
