package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** Agents whose Redis refuses them, or is gone for good, and agents for which there is nothing. */
class RefusalIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String[] QUICK = {"--lease", "90s", "--heartbeat", "500ms", "--linger", "1s", "--slots", "2"};

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

    private long lines(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }

    private List<Path> spools() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("logs/.spool"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private Process agent(String... more) {
        return field.agent(Stream.of(QUICK, more).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void agentWhoseHeartbeatsAreRefusedClaimsNothingUntilTheyAreAcceptedAgain() throws Exception {
        field.campaign(12, LONG, "echo {{n}} >> ran; until test -e go-{{n}} -o -e go; do sleep 0.05; done");
        Process agent = agent();
        await().until(() -> lines("ran") == 2);

        field.redis.ask("ACL SETUSER default -set"); // of all that agents say, it is in heartbeats alone
        await().until(() -> field.said().contains("no heartbeat is accepted"));
        Files.createFile(folder.resolve("go-1"));
        await().until(() -> field.redis.ask("XLEN muster:{c}:s:done").equals("1"));
        assertThat(lines("ran")).as("a slot is free, and nothing is claimed").isEqualTo(2);
        field.redis.ask("ACL SETUSER default +set");
        Files.createFile(folder.resolve("go"));

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.said()).contains("heartbeats are accepted again");
        assertThat(field.tally().count(State.DONE)).isEqualTo(12);
        assertThat(lines("ran")).isEqualTo(12);
        assertThat(field.tally().outcomes()).doesNotContainKey(Outcome.NODE_LOST);
    }

    @Test
    void redisThatIsGoneForGoodIsWaitedForUntilThePatienceIsOver() throws Exception {
        field.campaign(2, LONG, "echo {{n}} >> ran; until test -e go; do sleep 0.05; done");
        Process agent = agent("--redis-patience", "4s");
        await().until(() -> lines("ran") == 2);

        field.redis.kill9();
        Files.createFile(folder.resolve("go"));

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isEqualTo(3);
        assertThat(field.said())
                .contains("leaves with 2 reports that Redis did not take; 2 of them are in ")
                .contains("muster-agent: leaves: Redis did not take its heartbeats");
        assertThat(spools()).hasSize(1);

        field.redis.restart();
        field.awaitRedis();
        Process next = agent();
        assertThat(Ceiling.ends(next)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(2);
        assertThat(lines("ran")).as("nothing runs twice").isEqualTo(2);
        assertThat(spools()).isEmpty();
    }

    @Test
    void agentForWhichNothingFitsSaysSoWithTheNumbersAtOnce() throws Exception {
        field.campaign(1, LONG, "true");
        long soon = InstantSource.system().instant().getEpochSecond() + LONG.toSeconds() - 1;

        Process agent = agent("--ends", Long.toString(soon), "--linger", "10m", "--local");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isEqualTo(6);
        assertThat(field.said())
                .containsPattern(
                        "muster-agent: nothing of the campaign fits here: a task of stage s needs a walltime of"
                                + " 00:05:00, this allocation can run tasks for 00:0[0-4]:\\d\\d more");
    }

    @Test
    void tasksThatHaveGrownTooLargeAreNamedByAnAgentOfThisMachineBeforeItsLingerIsOver() throws Exception {
        field.campaign(0, Duration.ofSeconds(1), "true");
        field.push(1, 3, new Needs(Duration.ofHours(2), null, 0, null));
        long later = InstantSource.system().instant().getEpochSecond() + 3600;

        Process agent = agent("--ends", Long.toString(later), "--linger", "10m", "--local");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isEqualTo(6);
        assertThat(field.said())
                .containsPattern("nothing of the campaign fits here: task s/\\d needs a walltime of 02:00:00, this"
                        + " allocation can run tasks for 00:\\d\\d:\\d\\d more");
    }

    @Test
    void leftOverVariablesOfAnAllocationMeanNothingToAnAgentOfThisMachine() throws Exception {
        field.campaign(2, LONG, "echo $SLURM_JOB_ID >> ran");
        Map<String, String> yesterday = Map.of(
                "SLURM_JOB_ID",
                "4711",
                "SLURM_JOB_END_TIME",
                "1500000000",
                "SLURM_MEM_PER_NODE",
                "1",
                "PBS_JOBID",
                "3.vm");

        Process agent = field.agentIn(yesterday, "--local");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(2);
        assertThat(field.said()).contains("job 4711, which the environment names, ended at 2017-07-14T02:40:00Z");
        assertThat(field.task(1).ending().last().place().allocation()).isNull();
        assertThat(Files.readAllLines(folder.resolve("ran")))
                .as("tasks have what the user has")
                .containsOnly("4711");
    }
}
