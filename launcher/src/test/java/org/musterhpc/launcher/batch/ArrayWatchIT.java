package org.musterhpc.launcher.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Command;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Retry;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.testkit.SharedRedis;

/** Rounds over a campaign's arrays: a real Redis, and a scheduler whose commands are scripts. */
class ArrayWatchIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ClusterSettings.Batch CLUSTER = new ClusterSettings.Batch(
            "cosma",
            "slurm",
            Map.of(),
            List.of(),
            new ClusterSettings.Arrays("2", null, null, null),
            new ClusterSettings.Site("~/muster", null, LIMIT, null));

    @TempDir
    private Path folder;

    private FakeCommands commands;
    private Queues queues;
    private Ledger ledger;
    private String c = "";

    @BeforeEach
    void open(TestInfo test) throws IOException {
        c = test.getTestMethod().orElseThrow().getName();
        queues = Queues.connect(new RedisAddress(SharedRedis.url(), null, null, null, "watch:"));
        ledger = queues.ledger();
        queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
        ledger.goal(c, "cosma", "2");
        commands = new FakeCommands(folder, LIMIT)
                .with("scontrol", "echo 'MaxArraySize = 100'")
                .with("sacctmgr", ":")
                .with("scancel", "echo \"$@\" >> " + folder.resolve("cancelled"))
                .with("squeue", ":")
                .with("sbatch", "echo 71");
    }

    private static Stage stage() {
        return new Stage(
                "s",
                new Command.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                Retry.DEFAULT,
                null,
                List.of(),
                0);
    }

    @AfterEach
    void close() {
        queues.close();
        commands.close();
    }

    private void push(int tasks) {
        List<Message> messages = IntStream.rangeClosed(1, tasks)
                .mapToObj(n -> new Message(
                        "s/" + n,
                        n,
                        Message.Tries.NONE,
                        Message.Needs.NOTHING,
                        JsonNodeFactory.instance.objectNode(),
                        JsonNodeFactory.instance.objectNode()))
                .toList();
        queues.intake().push(c, "s", messages);
    }

    private ArrayWatch watch(String watcher) {
        Site site = new Site(
                CLUSTER,
                Dialects.named("slurm").orElseThrow(),
                commands,
                new Retries(duration -> {}),
                folder.resolve("kept"));
        ArrayWatch.Post post = new ArrayWatch.Post(c, watcher, ledger, queues.view(), queues.work(c));
        return new ArrayWatch(
                post,
                site,
                new Bare(site, queues.view().campaign(c).orElseThrow().stages()));
    }

    /** What arrays are made of, without an agent. */
    private record Bare(Site site, List<Stage> stages) implements Provision {
        @Override
        public Offering offering(Instant now) {
            return new Offering(CLUSTER, site.limits(now), Duration.ofSeconds(1));
        }

        @Override
        public Sizing.Room room(ArrayRecord.Offer offer, Instant now) {
            return new Sizing.Room(1, null, null, null);
        }

        @Override
        public Integer arraySize(Instant now) {
            return 100;
        }

        @Override
        public BatchFile script(String name, ArrayRecord.Elements elements, ArrayRecord.Offer offer) {
            return new BatchFile("/tmp/" + name + ".sh", "#SBATCH --job-name=" + name + "\n#SBATCH --time=00:30:00\n");
        }

        @Override
        public Duration beat() {
            return Duration.ofSeconds(10);
        }

        @Override
        public String lastWords() {
            return "the last one printed: no Java";
        }
    }

    private View.Overview at(Duration later) {
        View.Overview now = queues.view().overview(c);
        return new View.Overview(now.now().plus(later), now.paused(), now.agents(), now.stages());
    }

    private ArrayWatch.Round round(ArrayWatch watch, Duration later) {
        return watch.runOnce(at(later), seen -> 0);
    }

    private long called(String program) {
        return commands.ran.stream()
                .filter(words -> words.get(0).equals(program))
                .count();
    }

    private State state() {
        return ledger.arrays(c).get(0).state();
    }

    @Test
    void twoJobsOfOneNameLeaveOne() throws IOException {
        push(4);
        commands.with("sbatch", ":");
        ArrayWatch watch = watch("me");
        assertThat(round(watch, Duration.ZERO).notes())
                .singleElement()
                .asString()
                .contains("did not say whether");
        assertThat(state()).isEqualTo(State.INTENT);
        String name = ledger.arrays(c).get(0).name();
        commands.with(
                "squeue",
                "case $* in *--name=" + name + "*) printf '71|" + name + "|\\n72|" + name + "|\\n';; *) exit 1;; esac");
        round(watch, Duration.ofSeconds(1));
        assertThat(ledger.arrays(c))
                .singleElement()
                .satisfies(array -> assertThat(array.job()).isEqualTo("71"));
        assertThat(state()).isEqualTo(State.SUBMITTED);
        assertThat(folder.resolve("cancelled")).hasContent("72");
        assertThat(called("sbatch")).isEqualTo(1);
    }

    @Test
    void anIntentIsLostOnlyWhenItsTimeIsOverAndTheSchedulerSaysSo() throws IOException {
        push(4);
        commands.with("sbatch", "sleep 60");
        FakeCommands all = commands;
        commands = new FakeCommands(folder, Duration.ofMillis(500));
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        all.with("sbatch", "echo 73").with("squeue", "echo down >&2; exit 1");
        round(watch, LIMIT.multipliedBy(3));
        assertThat(state()).as("it does not answer").isEqualTo(State.INTENT);
        all.with("squeue", ":");
        round(watch, LIMIT);
        assertThat(state()).as("it may still arrive").isEqualTo(State.INTENT);
        assertThat(called("sbatch")).isEqualTo(1);
        round(watch, LIMIT.multipliedBy(4));
        assertThat(state()).isEqualTo(State.REFUSED);
        assertThat(ledger.arrays(c).stream().map(ArrayRecord::job)).containsExactly("", "73");
        all.close();
    }

    @Test
    void anIntentIsLookedUpEveryFewSecondsOnly() throws IOException {
        push(4);
        commands.with("sbatch", "echo 'slow' >&2; exit 1");
        commands.with("squeue", "exit 1");
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        for (int second = 1; second <= 20; second++) {
            round(watch, Duration.ofSeconds(second));
        }
        assertThat(called("squeue")).isBetween(4L, 5L);
    }

    /** Agents that are there go on; whoever follows the campaign must not end because its cluster is away for a while. */
    @Test
    void aClusterThatIsAwayIsSaidOnceAndTriedAgain() throws IOException {
        push(4);
        commands.with("scontrol", "echo 'Unable to contact slurm controller' >&2; exit 1");
        List<String> notes = new ArrayList<>();
        try (ArraysCare care = new ArraysCare(watch("me"), seen -> 0)) {
            int tries = turns(care, notes, () -> called("sh") >= 3);
            assertThat(notes).singleElement().asString().contains("Unable to contact", "trying again");
            assertThat(tries).as("seconds").isGreaterThan(10);
            assertThat(called("sbatch")).isZero();
            commands.with("scontrol", "echo 'MaxArraySize = 100'");
            turns(care, notes, () -> called("sbatch") > 0 && state() == State.SUBMITTED);
        }
    }

    /** A turn for every second of Redis' time, each with its round; how many there were. */
    private int turns(ArraysCare care, List<String> notes, BooleanSupplier until) {
        for (int second = 0; second < 300; second++) {
            if (until.getAsBoolean()) {
                return second;
            }
            notes.addAll(care.turn(at(Duration.ofSeconds(second))));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> !care.busy());
        }
        throw new AssertionError("not within 300 turns: " + notes);
    }

    @Test
    void arraysThatRunNoTaskAreNotSubmittedForEver() {
        push(4);
        ArrayWatch watch = watch("me");
        Duration later = Duration.ZERO;
        for (int i = 0; i < 3; i++) {
            round(watch, later);
            // Nothing is said of it any more: it has ended.
            later = later.plusMinutes(2);
            ArrayRecord array = ledger.arrays(c).get(i);
            ledger.settle(
                    c,
                    State.SUBMITTED,
                    array.seen(new ArrayRecord.Seen(0, 0, 2, "", false), State.ENDED),
                    Duration.ZERO);
        }
        assertThat(called("sbatch")).isEqualTo(3);
        Duration last = later;
        assertThatThrownBy(() -> round(watch, last))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains("no Java"))
                .hasMessageContaining("3 arrays in a row ended on cluster cosma without running a task");
        assertThat(called("sbatch")).isEqualTo(3);
    }

    @Test
    void whoeverHasNothingToDoKeepsNobodyFromIt() throws IOException {
        commands.with("squeue", "exit 1");
        ArrayWatch idle = watch("idle");
        assertThat(round(idle, Duration.ZERO)).isEqualTo(ArrayWatch.Round.IDLE);
        push(4);
        ArrayWatch watch = watch("me");
        assertThat(round(watch, Duration.ZERO).submitted()).isEqualTo(2);
        assertThat(round(idle, Duration.ZERO)).isEqualTo(ArrayWatch.Round.ELSEWHERE);
        watch.letGo();
        assertThat(round(idle, Duration.ZERO).watching()).isTrue();
        assertThat(called("sbatch")).isEqualTo(1);
    }

    /** By another name a lost answer is not found again, and tasks are told of a walltime that is not theirs. */
    @Test
    void anArrayThatIsNotWhatWasAskedForIsCancelledAndTold() throws IOException {
        push(4);
        commands.with("scontrol", jobs("NAME", "RUNNING", "00:02:00"));
        ArrayWatch watch = watch("me");
        assertThatThrownBy(() -> round(watch, Duration.ZERO))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.exit()).isEqualTo(Problem.USAGE);
                    assertThat(problem.advice()).contains("wrapper or defaults of sbatch");
                })
                .hasMessageContaining("something else of array 71")
                .hasMessageContaining("its name is NAME, not m-")
                .hasMessageContaining("its walltime is 00:02:00, not 00:30:00")
                .hasMessageContaining("it was cancelled");
        assertThat(folder.resolve("cancelled")).hasContent("71");
        assertThat(state()).isEqualTo(State.ENDED);
    }

    @Test
    void whatCannotBeLookedAtAtOnceIsLookedAtLater() throws IOException {
        push(4);
        commands.with("squeue", "printf '71|0|PENDING|Priority|0|\\n71|1|PENDING|Priority|0|\\n'");
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        commands.with("scontrol", jobs("NAME", "PENDING", "00:30:00"));
        round(watch, Duration.ofSeconds(2));
        assertThat(state()).isEqualTo(State.SUBMITTED);
        assertThatThrownBy(() -> round(watch, Duration.ofSeconds(8))).hasMessageContaining("its name is NAME");
    }

    /** As where something narrows the list: twelve arrays were submitted for one. */
    @Test
    void whatAListDoesNotShowIsNeitherTakenBackNorSubmittedAgain() throws IOException {
        push(4);
        ArrayWatch watch = watch("me");
        assertThat(round(watch, Duration.ZERO).submitted()).isEqualTo(2);
        commands.with("scontrol", jobs(ledger.arrays(c).get(0).name(), "RUNNING", "00:30:00"));
        ArrayWatch.Round round = round(watch, Duration.ofSeconds(70));
        assertThat(round.notes()).singleElement().asString().contains("missing in cluster cosma's list of jobs");
        assertThat(round.submitted()).isZero();
        assertThat(state()).isEqualTo(State.SUBMITTED);
        commands.with("scontrol", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        round(watch, Duration.ofSeconds(140));
        assertThat(state()).as("the controller knows it no more").isEqualTo(State.ENDED);
    }

    @Test
    void anElementWhoseAgentBeatsIsThereWhateverAListShows() throws IOException {
        push(4);
        ArrayWatch watch = watch("me");
        round(watch, Duration.ZERO);
        commands.with("scontrol", "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1");
        var agent = new WorkQueue.AgentInfo("a", "cosma", "n1", 1, "71_0", 1, Duration.ofMinutes(30));
        ArrayWatch.Round round;
        try (WorkQueue work = queues.work(c, agent, Duration.ZERO)) {
            var claimed = work.exchange(List.of(), List.of(new WorkQueue.Want("s", 2)));
            work.beat(agent, claimed.leases());
            round = round(watch, Duration.ofSeconds(70));
        }
        assertThat(round.released()).isZero();
        assertThat(queues.view().overview(c).stages().get("s").count(org.musterhpc.queue.model.State.WORKING))
                .isEqualTo(2);
        assertThat(ledger.arrays(c).get(0).seen().running()).isEqualTo(1);
    }

    @Test
    void whatAnEndedArrayLeavesOfTheThrottleIsGivenToTheOthers() throws IOException {
        push(4);
        commands.with("scontrol", "echo \"$@\" >> " + folder.resolve("updates") + "; echo 'MaxArraySize = 100'");
        ArrayWatch watch = watch("me");
        for (String job : List.of("81", "82")) {
            ArrayRecord array = new ArrayRecord(
                    "m-" + job,
                    "cosma",
                    "",
                    new ArrayRecord.Elements(0, 3, 2, false),
                    new ArrayRecord.Offer(Duration.ofMinutes(30), 1, null),
                    ArrayRecord.Seen.nothing(4),
                    ArrayRecord.Standing.of(State.INTENT));
            assertThat(watch.hold()).isTrue();
            ledger.intend(c, "me", array, Duration.ofMinutes(1));
            ledger.settle(c, State.INTENT, array.submitted(job), Duration.ZERO);
        }
        commands.with(
                "squeue",
                "for i in 0 1; do echo \"82|$i|RUNNING|None|0|\"; done; "
                        + "for i in 2 3; do echo \"82|$i|PENDING|JobArrayTaskLimit|0|\"; done; "
                        + "echo '81|0|COMPLETED|None|0|'");
        round(watch, Duration.ofSeconds(5));
        assertThat(folder.resolve("updates")).content().contains("update JobId=82 ArrayTaskThrottle=4");
        assertThat(ledger.arrays(c).get(1).elements().throttle()).isEqualTo(4);
    }

    /** Each question would ask for them for ever. */
    @Test
    void arraysOfACampaignThatHasEndedAreCountedByWhoeverAsks() throws IOException {
        push(1);
        round(watch("me"), Duration.ZERO);
        String ended = c;
        queues.control().cancel(ended, null, List.of());
        queues.intake().seal(ended, "s");
        assertThat(queues.view().overview(ended).complete()).isTrue();
        c = ended + "2";
        queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
        ledger.goal(c, "cosma", "2");
        push(1);
        commands.with("sbatch", "echo 72").with("squeue", "echo '71|0|COMPLETED|None|0|'; echo '72|0|RUNNING|None|0|'");
        ArrayWatch other = watch("another");
        round(other, Duration.ZERO);
        round(other, Duration.ofSeconds(5));
        assertThat(ledger.arrays(ended).get(0).state()).isEqualTo(State.ENDED);
    }

    /** scontrol, for all that it is asked. */
    private static String jobs(String name, String state, String limit) {
        return "case $* in *job*) echo \"JobId=71 ArrayJobId=71 JobName=" + name + " JobState=" + state + " TimeLimit="
                + limit + " Partition=p\";; *) echo 'MaxArraySize = 100';; esac";
    }
}
