package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** The agent in an element of an array, as a scheduler starts it, takes it away and starts it anew. */
class AllocationIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Map<String, String> ELEMENT =
            Map.of("SLURM_JOB_ID", "19", "SLURM_ARRAY_JOB_ID", "17", "SLURM_ARRAY_TASK_ID", "3");
    private static final Map<String, String> REQUEUED = Map.of(
            "SLURM_JOB_ID", "19",
            "SLURM_ARRAY_JOB_ID", "17",
            "SLURM_ARRAY_TASK_ID", "3",
            "SLURM_RESTART_COUNT", "1");
    /** Who sees that it has begun may let the next attempts go at once: it has looked by then whether it may. */
    private static final String HELD = "test -e go; over=$?; echo {{n}} >> began; test $over = 0 || sleep 300";

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

    private long lines(String file) throws Exception {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    @Test
    void requeuedElementRunsAtOnceWhatItsKilledAgentHeld() throws Exception {
        field.campaign(3, LONG, HELD);
        Process doomed = field.agentIn(ELEMENT, "--slots", "3", "--lease", "60s", "--cluster", "cosma");
        await().until(() -> lines("began") == 3);
        List<ProcessHandle> orphans = doomed.descendants().toList();
        Files.createFile(folder.resolve("go"));

        doomed.destroyForcibly().waitFor();
        Process successor = field.agentIn(REQUEUED, "--slots", "3", "--lease", "60s", "--cluster", "cosma");

        assertThat(Ceiling.ends(successor)).as(field::said).isTrue();
        orphans.forEach(ProcessHandle::destroyForcibly);
        assertThat(successor.exitValue()).isZero();
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(3);
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.said()).contains("its allocation was requeued; 3 of its tasks went back to the queue");
        for (int n = 1; n <= 3; n++) {
            assertThat(field.task(n).history()).singleElement().satisfies(attempt -> {
                assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
                assertThat(attempt.detail().reason()).isEqualTo("its allocation was requeued");
                assertThat(attempt.place().agent()).startsWith("cosma-17_3-").endsWith("-" + doomed.pid());
            });
            assertThat(field.task(n).ending().last().place().allocation()).isEqualTo("17_3");
        }
        assertThat(field.queues.view().agents(Field.CAMPAIGN)).isEmpty();
    }

    @Test
    void formerAgentThatWasAliveAfterAllEndsItsTaskAndChangesNothing() throws Exception {
        field.campaign(1, LONG, "test -e go; over=$?; echo {{n}} >> began; test $over = 0 && exit 0; sleep 4731");
        // It is given up after two thirds of its lease, and would lose it at its end: what is left is for a slow start.
        Process frozen = field.agentIn(ELEMENT, "--lease", "60s", "--heartbeat", "300ms", "--linger", "1s");
        await().until(() -> lines("began") == 1);
        Field.signal("STOP", frozen.pid());
        Files.createFile(folder.resolve("go"));

        Process successor = field.agentIn(REQUEUED, "--lease", "60s", "--linger", "4m");
        assertThat(Ceiling.ends(successor)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).isOne();
        assertThat(field.alive("sleep 4731")).isTrue();
        Field.signal("CONT", frozen.pid());

        assertThat(Ceiling.ends(frozen)).as(field::said).isTrue();
        assertThat(field.alive("sleep 4731")).isFalse();
        assertThat(field.tally().count(State.DONE)).isOne();
        assertThat(field.tally().holds()).isTrue();
        assertThat(lines("began")).isEqualTo(2);
        assertThat(field.task(1).ending().last().place().agent()).endsWith("-" + successor.pid());
        assertThat(field.task(1).history()).extracting(Attempt::outcome).containsExactly(Outcome.PREEMPTED);
    }

    @Test
    void elementThatRunsForTheFirstTimeLeavesItsNeighboursAlone() throws Exception {
        field.campaign(2, LONG, "echo {{n}} >> began; sleep 4732");
        Process first = field.agentIn(ELEMENT, "--slots", "1", "--lease", "60s");
        await().until(() -> lines("began") == 1);

        Process second = field.agentIn(ELEMENT, "--slots", "1", "--lease", "60s");

        await().until(() -> lines("began") == 2);
        assertThat(field.tally().count(State.WORKING)).isEqualTo(2);
        assertThat(first.isAlive() && second.isAlive()).isTrue();
    }

    @Test
    void whereNobodyCountsRestartsWhoIsGoneIsReplacedAndWhoIsAliveIsLeftAlone() throws Exception {
        Map<String, String> element = Map.of("PBS_JOBID", "13[4].vm");
        field.campaign(2, LONG, HELD);
        Process doomed = field.agentIn(element, "--slots", "1", "--lease", "60s");
        await().until(() -> lines("began") == 1);
        Process beside = field.agentIn(element, "--slots", "1", "--lease", "60s");
        await().until(() -> lines("began") == 2);
        assertThat(field.tally().count(State.WORKING)).isEqualTo(2);
        List<ProcessHandle> orphans = doomed.descendants().toList();
        Files.createFile(folder.resolve("go"));

        doomed.destroyForcibly().waitFor();
        Process successor = field.agentIn(element, "--slots", "1", "--lease", "60s", "--linger", "1s");

        assertThat(Ceiling.ends(successor)).as(field::said).isTrue();
        orphans.forEach(ProcessHandle::destroyForcibly);
        assertThat(field.tally().count(State.DONE)).as(field::said).isOne();
        assertThat(field.tally().count(State.WORKING)).isOne();
        assertThat(beside.isAlive()).isTrue();
        assertThat(field.queues.view().agents(Field.CAMPAIGN))
                .singleElement()
                .satisfies(agent -> assertThat(agent.info().name()).startsWith("local-13_4_.vm-"));
    }

    /** pbs_mom sends TERM first, and it is the agent that gives the task back. */
    @Test
    void taskWhoseAllocationWasEndedForMemoryRanOutOfMemory() throws Exception {
        field.campaign(0, LONG, "echo {{n}} >> began; sleep 300");
        field.push(1, 1, new Message.Needs(null, 64L << 20, 0, null));
        Process agent = field.agentIn(Map.of("PBS_JOBID", "36[0].svr1"), "--slots", "1");
        await().until(() -> lines("began") == 1);
        Files.writeString(
                folder.resolve("agents.out"),
                "=>> PBS: job killed: mem 64184kb exceeded limit 40960kb\n",
                StandardOpenOption.APPEND);
        Field.signal("TERM", agent.pid());
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.task(1).history()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(Outcome.OOM);
            assertThat(attempt.detail().reason()).contains("mem 64184kb exceeded limit 40960kb");
        });
        assertThat(field.task(1).message().needs().memory()).isEqualTo(128L << 20);
        assertThat(field.task(1).message().tries().losses()).isZero();
    }

    @Test
    void ofSeveralThatRanTogetherNobodyKnowsWhichItWas() throws Exception {
        field.campaign(2, LONG, "echo {{n}} >> began; sleep 300");
        Process agent = field.agentIn(ELEMENT, "--slots", "2");
        await().until(() -> lines("began") == 2);
        Files.writeString(
                folder.resolve("agents.out"),
                "slurmstepd: error: Exceeded job memory limit\n",
                StandardOpenOption.APPEND);
        Field.signal("TERM", agent.pid());
        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        for (int n = 1; n <= 2; n++) {
            assertThat(field.task(n).history()).singleElement().satisfies(attempt -> {
                assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
                assertThat(attempt.detail().reason()).contains("Exceeded job memory limit");
            });
        }
    }

    @Test
    void commandsRunWhereTheAgentIsTold() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        field.campaignIn(folder.resolve("not-there"), 1, LONG, "pwd > said-{{n}}", "said-{{n}}");

        Process agent = field.agent("--workdir", elsewhere.toString());

        assertThat(Ceiling.ends(agent)).isTrue();
        assertThat(field.tally().count(State.DONE)).as(field::said).isOne();
        assertThat(Files.readString(elsewhere.resolve("said-1")).strip())
                .isEqualTo(elsewhere.toRealPath().toString());
    }
}
