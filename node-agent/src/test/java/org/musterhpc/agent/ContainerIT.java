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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Container.Engine;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.testkit.Ceiling;

/** Tasks in containers of an engine that holds them itself: each has its outcome, and nothing of them stays. */
class ContainerIT {
    private static final Duration LONG = Duration.ofMinutes(30);

    @TempDir
    Path folder;

    private Field field;
    private Docker docker;

    @BeforeEach
    void setUp() throws IOException {
        field = new Field(folder);
        field.retry = new RetrySettings(1, 20, Duration.ofMillis(100), Map.of());
        docker = new Docker(folder);
    }

    @AfterEach
    void tearDown() throws Exception {
        field.close();
        docker.close();
    }

    private static Container container(String image, Container.Mount... mounts) {
        return new Container(Engine.DOCKER, image, List.of(mounts), List.of(), Container.User.ME);
    }

    private void campaign(int tasks, Duration walltime, Container container, TaskCommand command, String... outputs) {
        campaign(tasks, walltime, null, container, command, outputs);
    }

    private void campaign(
            int tasks,
            Duration walltime,
            @Nullable Long memory,
            Container container,
            TaskCommand command,
            String... outputs) {
        field.campaignOf(tasks, Field.within(container, field.stage(folder, walltime, memory, command, "", outputs)));
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
    }

    private static TaskCommand line(String line) {
        return new TaskCommand.Shell(line);
    }

    private Process agent(String... more) {
        return field.agentIn(docker.environment(), more);
    }

    private void drained(Process... agents) throws Exception {
        for (Process agent : agents) {
            assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        }
        assertThat(docker.containers()).isEmpty();
        assertThat(field.tally().holds()).isTrue();
    }

    private Attempt last(int n) {
        return field.task(n).ending().last();
    }

    private void ends(int n, Outcome outcome, @Nullable Integer exit, String reason) {
        Attempt last = last(n);
        assertThat(last.outcome())
                .as("task " + n + ": " + last.detail() + field.said())
                .isEqualTo(outcome);
        assertThat(last.detail().exit()).as("task " + n).isEqualTo(exit);
        assertThat(String.valueOf(last.detail().reason())).as("task " + n).contains(reason);
        assertThat(String.valueOf(last.detail().reason()).lines()).hasSize(1);
    }

    private String log(int n) throws IOException {
        Attempt.LogRef log = last(n).log();
        byte[] all = Files.readAllBytes(Path.of(log.file()));
        return new String(all, (int) log.offset(), (int) log.length(), UTF_8);
    }

    private void began(String name) {
        await().atMost(Ceiling.TIME).until(() -> Files.exists(folder.resolve(name)));
    }

    @Test
    void taskFindsWhatItIsGivenAndHandsItsResultBack() throws Exception {
        Container with = container(Docker.IMAGE, new Container.Mount(folder.toString(), "/in", true));
        String away = folder.resolve("away/{{n}}").toString();
        campaign(
                3,
                LONG,
                1L << 30,
                with,
                line("echo \"$CARRIED $MUSTER_PARAM_N $MUSTER_TASK_ID ${HOME-none}\"; touch " + away
                        + "; echo '{\"n\": {{n}}}' > \"$MUSTER_RESULT\"; exit $(({{n}} == 2 ? 125 : 0))"),
                away);
        drained(agent("--slots", "2"));
        ends(1, Outcome.OK, 0, "null");
        assertThat(last(1).result().toString()).isEqualTo("{\"n\":1}");
        assertThat(log(1)).isEqualTo("along 1 s/1 none\n");
        ends(2, Outcome.EXIT, 125, "null");
        String run = docker.calls("run").get(0);
        assertThat(run)
                .contains(" --label muster.task=c\\ s/", " --memory 1073741824 ", " --env CARRIED ", " --pull never ")
                .contains(" --mount type=bind\\,source=" + folder + "\\,target=" + folder + " ")
                .contains(" --mount type=bind\\,source=" + folder + "\\,target=/in\\,ro ")
                .doesNotContain("along", "--interactive");
        assertThat(docker.calls("rm --force")).hasSize(3);
        assertThat(docker.calls("version")).hasSize(1);
    }

    @Test
    void lineOfPlainWordsNeedsNoShellWithin() throws Exception {
        campaign(1, LONG, container("docker://" + Docker.IMAGE), line("touch 'a b' x{{n}}"));
        drained(agent());
        ends(1, Outcome.OK, 0, "null");
        assertThat(docker.calls("run").get(0)).endsWith(" " + Docker.IMAGE + " touch a\\ b x1");
    }

    @Test
    void walltimeEndsItByTheEngine() throws Exception {
        campaign(1, Duration.ofSeconds(3), container(Docker.IMAGE), line("sleep 86381"));
        drained(agent("--kill-grace", "5s"));
        assertThat(last(1).outcome()).isEqualTo(Outcome.WALLTIME);
        assertThat(docker.calls("stop -t 5 muster-")).hasSize(1);
        assertThat(field.alive("sleep 86381")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trap 'touch asked; exit 3' TERM", "trap '' TERM"})
    void cancelAsksItToEndAndEndsWhatDoesNotHeedThat(String trap) throws Exception {
        campaign(1, LONG, container(Docker.IMAGE), line(trap + "; touch began; while :; do sleep 0.1; done"));
        boolean heeds = trap.contains("asked");
        String grace = heeds ? "300" : "1";
        Process agent = agent("--kill-grace", grace + "s", "--heartbeat", "1s");
        began("began");
        field.queues.control().cancel(Field.CAMPAIGN, null, List.of());
        drained(agent);
        assertThat(docker.calls("stop -t " + grace + " muster-")).hasSize(1);
        assertThat(Files.exists(folder.resolve("asked"))).isEqualTo(heeds);
    }

    @Test
    void clientsDeathIsTheContainersEnd() throws Exception {
        campaign(1, LONG, container(Docker.IMAGE), line("touch began; sleep 86382"));
        Process agent = agent("--kill-grace", "1s");
        began("began");
        String name = docker.containers().get(0);
        Field.signal(
                "KILL",
                Long.parseLong(Files.readString(docker.engine.resolve("c/" + name + "/client"))
                        .strip()));
        drained(agent);
        assertThat(last(1).outcome()).isEqualTo(Outcome.SIGNAL);
        assertThat(field.alive("sleep 86382")).isFalse();
    }

    @Test
    void nextAgentRemovesWhatAKilledOneLeftAndNothingElse() throws Exception {
        campaign(2, LONG, container(Docker.IMAGE), line("touch began-{{n}}; test -e go || sleep 86383"));
        Process agent = agent("--slots", "1");
        began("began-1");
        String left = docker.containers().get(0);
        Field.signal("KILL", agent.pid());
        assertThat(Ceiling.ends(agent)).isTrue();
        // Its client's end is not its own. It shows before the server has written down its process.
        await().until(() -> docker.runs(left));

        String label = Files.readAllLines(docker.engine.resolve("c/" + left + "/labels"))
                .get(0);
        assertThat(label).startsWith("muster.owner=");
        String[] parts = left.split("-", -1);
        String living = String.join("-", parts[0], parts[1], parts[2], parts[3], ownPidAndStart(), "7");
        docker.started(living, label, "sleep 86384");
        docker.started("somebodys-own", label, "sleep 86385");
        Files.createFile(folder.resolve("go"));
        field.lapse();
        assertThat(Ceiling.ends(agent("--slots", "1"))).as(field::said).isTrue();
        assertThat(docker.containers()).containsExactlyInAnyOrder(living, "somebodys-own");
        assertThat(docker.runs(living)).isTrue();
        assertThat(field.said()).contains("removed container " + left + ", whose agent is gone");
        ends(1, Outcome.OK, 0, "null");
    }

    /** Of this process, which plays another agent that lives. */
    private static String ownPidAndStart() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return ProcessHandle.current().pid() + "-" + rest[19];
    }

    @Test
    void imageIsFetchedOnceForAllAgentsAndSlots() throws Exception {
        campaign(12, LONG, container("lab/new:1"), line("true"));
        docker.set("slow");
        Process one = agent("--slots", "2");
        Process two = agent("--slots", "2");
        await().atMost(Ceiling.TIME).until(() -> docker.calls("pull").size() == 1);
        await().atMost(Ceiling.TIME).until(() -> docker.calls("image inspect").size() >= 3); // the other waits
        Files.delete(docker.engine.resolve("slow"));
        drained(one, two);
        assertThat(docker.calls("pull")).containsExactly("pull lab/new:1");
        assertThat(field.tally().count(State.DONE)).isEqualTo(12);
        assertThat(field.said()).containsOnlyOnce("fetched the image lab/new:1");
    }

    @Test
    void whoWaitsForAnImageEndsInTimeAndTheFetchingGoesOn() throws Exception {
        docker.set("slow");
        Container container = container("lab/new:1");
        field.campaignOf(
                1, Field.within(container, field.stage(folder, Duration.ofSeconds(2), null, line("true"), "")));
        Process agent = agent("--slots", "1", "--linger", "1h");
        await().atMost(Ceiling.TIME)
                .until(() -> field.queues
                                .view()
                                .find(Field.CAMPAIGN, "s/1")
                                .orElseThrow()
                                .ending()
                        != null);
        ends(1, Outcome.WALLTIME, null, "its container's image was not here in time");
        assertThat(docker.calls("run")).isEmpty();
        Files.delete(docker.engine.resolve("slow"));
        field.push(2, 2, new Needs(LONG, null, 0, null));
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
        drained(agent);
        ends(2, Outcome.OK, 0, "null");
        assertThat(docker.calls("pull")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing image", "no server", "no engine", "no source", "no program"})
    void whatCannotBeStartedIsSaidInOneLine(String what) throws Exception {
        TaskCommand command =
                what.equals("no program") ? new TaskCommand.Argv(List.of("nosuch", "a b")) : line("true; true");
        Container container = switch (what) {
            case "missing image" -> container("lab/missing:1");
            case "no source" -> container(Docker.IMAGE, new Container.Mount("/no/such", "/in", false));
            default -> container(Docker.IMAGE);
        };
        campaign(3, LONG, container, command);
        if (what.equals("no server")) {
            docker.set("down");
        }
        Map<String, String> environment =
                what.equals("no engine") ? Map.of("PATH", folder + "/none") : docker.environment();
        Process agent = field.agentIn(environment, "--slots", "1");
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        Files.deleteIfExists(docker.engine.resolve("down"));
        assertThat(docker.containers()).isEmpty();
        String reason = switch (what) {
            case "missing image" ->
                "the image lab/missing:1 cannot be had: docker pull ended with status 1: Error response from"
                        + " daemon: manifest for lab/missing:1 not found";
            case "no server" ->
                "its container cannot be started here: docker version ended with status 1: Cannot connect to";
            case "no engine" -> "no docker is on the PATH of this node's agent";
            case "no source" -> "bind source path does not exist: /no/such";
            default -> "exec: \"nosuch\": executable file not found in $PATH";
        };
        ends(3, Outcome.START_FAILED, what.equals("no program") ? 127 : null, reason);
        assertThat(docker.calls("pull").size())
                .as("the others hear of the first's")
                .isLessThan(2);
    }

    @Test
    void engineThatSaysOutOfMemoryIsBelieved() throws Exception {
        campaign(1, LONG, 1L << 30, container("lab/oom:1"), line("kill -KILL $$"));
        drained(agent());
        ends(1, Outcome.OOM, null, "it used more memory than it may");
    }

    @Test
    void handlerTakesItsTasksWithinAndIsEndedWithIt() throws Exception {
        String script = "echo $$ >> starts; while read -r line; do id=${line#*'\"id\":\"'}; id=${id%%'\"'*};"
                + " echo \"$id in $CARRIED $MUSTER_STAGE\"; [ $id != s/3 ] || sleep 86386;"
                + " echo '{\"id\":\"'$id'\",\"ok\":true,\"result\":1}'; done";
        TaskCommand handler = new TaskCommand.Handler(line(script), 0, null);
        field.campaignOf(2, Field.within(container(Docker.IMAGE), field.stage(folder, LONG, null, handler, "")));
        field.push(3, 3, new Needs(Duration.ofSeconds(2), null, 0, null));
        field.push(4, 4, Needs.NOTHING);
        field.queues.intake().seal(Field.CAMPAIGN, Field.STAGE);
        drained(agent("--slots", "1", "--kill-grace", "1s"));
        ends(2, Outcome.OK, 0, "null");
        assertThat(last(2).result().toString()).isEqualTo("1");
        assertThat(log(2)).isEqualTo("s/2 in along s\n");
        assertThat(last(3).outcome()).isEqualTo(Outcome.WALLTIME);
        ends(4, Outcome.OK, 0, "null");
        assertThat(Files.readAllLines(folder.resolve("starts"))).hasSize(2);
        assertThat(docker.calls("run")).hasSize(2).allMatch(run -> run.contains(" --interactive "));
        assertThat(field.alive("sleep 86386")).isFalse();
    }

    @Test
    void handlerWhoseImageIsNotThereCostsNoTaskMoreThanItsAttempt() throws Exception {
        campaign(
                2,
                LONG,
                container(Docker.IMAGE),
                new TaskCommand.Handler(new TaskCommand.Argv(List.of("nosuch")), 0, null));
        drained(agent("--slots", "1"));
        ends(2, Outcome.START_FAILED, 127, "executable file not found");
    }
}
