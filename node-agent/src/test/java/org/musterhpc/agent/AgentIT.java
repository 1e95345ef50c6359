package org.musterhpc.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** The agent as a program, with a real Redis, real processes and real signals. */
class AgentIT {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private Field field;

    @BeforeEach
    void setUp() {
        field = new Field(folder);
    }

    @AfterEach
    void tearDown() throws InterruptedException {
        field.close();
    }

    @Test
    void drainsTheQueueAndLeavesWhenAllIsComplete() throws Exception {
        field.campaign(
                500,
                LONG,
                "echo {{n}} $MUSTER_PARAM_N $CARRIED >> all.txt; echo said {{n}}; echo {{n}} > $MUSTER_RESULT");
        Process agent = field.agent("--slots", "4");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("all.txt"));
        assertThat(lines).hasSize(500).contains("17 17 along");
        assertThat(new HashSet<>(lines)).hasSize(500);
        assertThat(field.tally().count(State.DONE)).isEqualTo(500);
        assertThat(field.tally().holds()).isTrue();
        Attempt last = field.task(17).ending().last();
        assertThat(last.result().asInt()).isEqualTo(17);
        byte[] log = Files.readAllBytes(Path.of(last.log().file()));
        assertThat(new String(log, (int) last.log().offset(), (int) last.log().length(), UTF_8))
                .isEqualTo("said 17\n");
        assertThat(Files.readAllLines(
                        folder.resolve("logs").resolve(last.place().agent()).resolve("index.jsonl")))
                .hasSize(500);
    }

    @Test
    void walltimeEndsTheWholeTreeAndTheNextAttemptHasTwiceAsMuch() throws Exception {
        field.campaign(1, Duration.ofSeconds(1), "trap '' TERM; (setsid sleep 4711 &) ; sleep 4711; sleep 4711");
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        field.agent("--slots", "1", "--kill-grace", "300ms");

        await().untilAsserted(() ->
                assertThat(field.tally().count(State.DEAD)).as(field::said).isOne());
        TaskView task = field.task(1);
        assertThat(task.ending().last().outcome()).isEqualTo(Outcome.WALLTIME);
        assertThat(task.history()).hasSize(1);
        assertThat(task.ending().message().needs().walltime()).isEqualTo(Duration.ofSeconds(2));
        // Walltime counts from the claim, which is no earlier than what was over before it.
        Instant first = task.history().get(0).ended();
        assertThat(first).isAfterOrEqualTo(before.plusSeconds(1));
        assertThat(task.ending().last().ended()).isAfterOrEqualTo(first.plusSeconds(2));
        assertThat(field.alive("sleep 4711")).isFalse();
    }

    @Test
    void toldToStopItGivesTasksBackAndTheyRunAgainUncounted() throws Exception {
        field.campaign(5, LONG, "test -e go && exit 0; touch began; sleep 4712");
        Process agent = field.agent("--slots", "2", "--kill-grace", "500ms");
        await().until(() -> Files.exists(folder.resolve("began")));
        await().until(() -> field.tally().count(State.WORKING) == 2);

        Field.signal("USR1", agent.pid());

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).as(field::said).isZero();
        assertThat(field.alive("sleep 4712")).isFalse();
        assertThat(field.tally().count(State.WORKING)).isZero();
        assertThat(field.tally().count(State.PENDING) + field.tally().count(State.DELAYED))
                .isEqualTo(5);
        Files.createFile(folder.resolve("go"));
        Process second = field.agent("--slots", "2");
        assertThat(Ceiling.ends(second)).isTrue();
        assertThat(field.tally().count(State.DONE)).isEqualTo(5);
        Set<Outcome> earlier = new HashSet<>();
        for (int n = 1; n <= 5; n++) {
            TaskView task = field.task(n);
            task.history().forEach(attempt -> earlier.add(attempt.outcome()));
            assertThat(task.ending().message().tries().failures()).isZero();
        }
        assertThat(earlier).containsExactly(Outcome.PREEMPTED);
    }

    @Test
    void redisMayGoAwayInTheMiddleAndNothingRunsTwice() throws Exception {
        field.campaign(60, LONG, "echo {{n}} >> all.txt; sleep 0.1");
        Process agent = field.agent("--slots", "4");
        await().until(() -> field.tally().count(State.DONE) > 5);

        field.redis.kill9();
        field.redis.restart();
        field.awaitRedis();

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.tally().count(State.DONE)).isEqualTo(60);
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.tally().late()).isZero();
        assertThat(Files.readAllLines(folder.resolve("all.txt"))).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void whatAKilledAgentHeldRunsElsewhereOnceItsLeaseIsOver() throws Exception {
        field.campaign(3, LONG, "echo $PPID >> began; test $MUSTER_ATTEMPT -gt 1 || sleep 300");
        Process doomed = field.agent("--slots", "3", "--lease", "90s", "--heartbeat", "500ms", "--name", "doomed");
        await().until(() -> field.tally().count(State.WORKING) == 3);
        await().until(() -> Files.exists(folder.resolve("began"))
                && Files.readAllLines(folder.resolve("began")).size() == 3);
        // Where one of its heartbeats takes longer than they are apart, it takes nothing from others for a lease: it
        // stays on.
        Process other = field.agent(
                "--slots", "3", "--lease", "90s", "--heartbeat", "500ms", "--linger", "5m", "--name", "other");
        await().until(() -> field.queues.view().overview(Field.CAMPAIGN).agents() == 2);
        List<ProcessHandle> orphans = doomed.descendants().toList();
        assertThat(scratchOf(doomed)).hasSize(1);

        doomed.destroyForcibly().waitFor();
        field.lapse();

        await().pollInterval(Duration.ofMillis(20))
                .until(() -> Files.readAllLines(folder.resolve("began")).size() == 6);
        orphans.forEach(ProcessHandle::destroyForcibly);
        assertThat(Ceiling.ends(other)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).isEqualTo(3);
        assertThat(field.task(1).history()).extracting(Attempt::outcome).containsExactly(Outcome.NODE_LOST);
        assertThat(field.task(1).ending().message().tries().losses()).isOne();
        assertThat(scratchOf(doomed)).as("goes with the next agent of the node").isEmpty();
    }

    private static List<Path> scratchOf(Process agent) throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName().toString().matches("muster-.*-" + agent.pid() + "-\\d+-\\d+"))
                    .toList();
        }
    }

    @Test
    void outcomesAreTyped() throws Exception {
        field.campaign(
                4,
                LONG,
                "case {{n}} in 1) exit 3;; 2) kill -9 $$;; 3) exit 0;; 4) touch out-4; echo not json > $MUSTER_RESULT;; esac",
                "out-{{n}}");
        Process agent = field.agent("--slots", "2");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.task(1).ending().last().outcome()).isEqualTo(Outcome.EXIT);
        assertThat(field.task(1).ending().last().detail().exit()).isEqualTo(3);
        assertThat(field.task(2).ending().last().outcome()).isEqualTo(Outcome.SIGNAL);
        assertThat(field.task(2).ending().last().detail().signal()).isEqualTo(9);
        assertThat(field.task(3).ending().last().outcome()).isEqualTo(Outcome.OUTPUT_MISSING);
        assertThat(field.task(4).ending().state()).isEqualTo(State.DONE);
        assertThat(field.task(4).ending().last().detail().reason()).contains("not JSON");
    }

    @Test
    void messageThatLacksAParameterIsDeadWithTheReason() throws Exception {
        field.campaign(1, LONG, "echo {{nn}}");
        Process agent = field.agent();

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.task(1).ending().last().outcome()).isEqualTo(Outcome.BAD_MESSAGE);
        assertThat(field.task(1).ending().last().detail().reason()).contains("'nn' is missing; did you mean 'n'?");
    }

    @Test
    void cancelledTaskIsEndedAtTheNextHeartbeat() throws Exception {
        field.campaign(1, LONG, "sleep 4713");
        Process agent = field.agent("--lease", "60s", "--heartbeat", "300ms", "--linger", "1s", "--kill-grace", "1s");
        await().until(() -> field.alive("sleep 4713"));

        field.queues.control().cancel(Field.CAMPAIGN, null, List.of());

        await().until(() -> !field.alive("sleep 4713"));
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.task(1).ending().state()).isEqualTo(State.CANCELLED);
        assertThat(field.tally().late()).isZero();
    }

    /** Whoever is told that all is complete rings for the others, so that they leave; whoever cannot leave yet must not. */
    @Test
    void nobodyAsksWithoutAPauseWhileTheLastTasksEnd() throws Exception {
        field.campaign(2, LONG, "trap '' TERM; touch began-{{n}}; sleep 4714; sleep 4714");
        String[] words = {"--slots", "3", "--heartbeat", "300ms", "--kill-grace", "3s"};
        List<Process> agents = List.of(field.agent(words), field.agent(words));
        await().until(() -> Files.exists(folder.resolve("began-1")) && Files.exists(folder.resolve("began-2")));
        field.redis.ask("CONFIG RESETSTAT");

        field.queues.control().cancel(Field.CAMPAIGN, null, List.of());

        for (Process agent : agents) {
            assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        }
        // Some tens of heartbeats and claims; without a pause there would be thousands.
        assertThat(calls("evalsha")).isBetween(5L, 500L);
    }

    private long calls(String command) {
        Matcher calls =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(field.redis.ask("INFO commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    @Test
    void oneMeansOne() throws Exception {
        field.campaign(3, LONG, "true");

        assertThat(Ceiling.ends(field.agent("--one"))).isTrue();

        assertThat(field.tally().count(State.DONE)).as(field::said).isOne();
        assertThat(field.tally().count(State.PENDING)).isEqualTo(2);
    }

    @Test
    void whatCannotEndInTheAllocationIsNotBegun() throws Exception {
        field.campaign(3, LONG, "true");
        long soon = InstantSource.system().instant().getEpochSecond() + LONG.toSeconds() - 1;

        Process agent = field.agent("--linger", "1s", "--ends", Long.toString(soon));

        assertThat(Ceiling.ends(agent)).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.tally().count(State.PENDING)).as(field::said).isEqualTo(3);
    }

    @Test
    void nodeThatCanStartNothingStopsClaiming() throws Exception {
        field.campaignIn(folder.resolve("not-there"), 100, LONG, "true");

        Process agent = field.agent("--slots", "2");

        assertThat(Ceiling.ends(agent)).isTrue();
        assertThat(agent.exitValue()).as(field::said).isOne();
        assertThat(field.tally().count(State.PENDING)).isGreaterThan(50);
    }

    @Test
    void usageAndUnreachableRedisHaveTheirOwnStatus() throws Exception {
        field.campaign(1, LONG, "true");
        Process wrong = field.agent("--slots", "many");
        assertThat(Ceiling.ends(wrong)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(2);

        field.redis.kill9();
        Process alone = field.agent();
        assertThat(Ceiling.ends(alone)).isTrue();
        assertThat(alone.exitValue()).isEqualTo(3);
        field.redis.restart();
    }
}
