package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** How the agent leaves an allocation that ends, and how it does not enter a node that is broken. */
class EndOfAllocationIT {
    private static final InstantSource NOW = InstantSource.system();

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

    private static String in(int seconds) {
        return Long.toString(NOW.instant().getEpochSecond() + seconds);
    }

    private void awaitBegun() {
        await().until(() -> Files.exists(folder.resolve("began")));
    }

    @Test
    void warnedItLetsWhatRunsEndAndBeginsNothing() throws Exception {
        field.campaign(3, Duration.ofMinutes(1), "touch began; until test -e go; do sleep 0.05; done");
        Process agent = field.agentIn(Map.of("SLURM_JOB_ID", "7", "SLURM_JOB_END_TIME", in(3600)), "--slots", "1");
        awaitBegun();

        Field.signal("USR1", agent.pid());
        await().until(() -> field.said().contains("is to leave (it was warned"));
        assertThat(field.tally().count(State.WORKING)).isOne();
        Files.createFile(folder.resolve("go"));

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.tally().count(State.DONE)).isOne();
        assertThat(field.tally().count(State.PENDING)).isEqualTo(2);
    }

    @Test
    void withoutAnySignalItLeavesInTimeAndWhatHasGrownToOthers() throws Exception {
        // One attempt fits into what there is once the agent is up; after that not even the next task does.
        field.campaign(2, Duration.ofSeconds(14), "touch began; trap '' TERM; sleep 4741");
        Process agent = field.agentThatEndsIn(34, "--slots", "1", "--kill-grace", "1s");

        assertThat(Ceiling.ends(agent)).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.said()).contains("leaves: the rest of the allocation is too little for any task");
        assertThat(field.alive("sleep 4741")).isFalse();
        assertThat(field.tally().count(State.WORKING)).isZero();
        assertThat(field.tally().count(State.DEAD)).isZero();
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.task(1).history()).extracting(Attempt::outcome).containsExactly(Outcome.WALLTIME);
        assertThat(field.task(1).message().needs().walltime()).isEqualTo(Duration.ofSeconds(28));
    }

    @Test
    void tasksThatHaveGrownBeyondTheAllocationAreLeftToLargerOnes() throws Exception {
        field.campaign(0, Duration.ofMinutes(1), "echo {{n}} >> all.txt");
        field.push(1, 300, new Needs(Duration.ofHours(2), null, 0, null));
        field.push(301, 302, new Needs(null, 4L << 30, 0, null));
        field.push(303, 310, Needs.NOTHING);

        Process small = field.agent("--slots", "2", "--linger", "2s", "--ends", in(3600), "--memory", "2G");
        assertThat(Ceiling.ends(small)).as(field::said).isTrue();
        assertThat(small.exitValue()).isZero();
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(8);
        assertThat(field.tally().count(State.PENDING)).isEqualTo(302);
        assertThat(field.said()).contains("leaves: there was nothing to do for long enough");

        Process large = field.agent("--slots", "2", "--ends", in(9000), "--memory", "4G");
        assertThat(Ceiling.ends(large)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).isEqualTo(310);
        assertThat(Files.readAllLines(folder.resolve("all.txt"))).hasSize(310).doesNotHaveDuplicates();
    }

    @Test
    void silentRedisDoesNotKeepItBeyondTheEnd() throws Exception {
        field.campaign(1, Duration.ofSeconds(1), "touch began; trap '' TERM; sleep 4743");
        Process agent = field.agentThatEndsIn(22, "--slots", "1", "--kill-grace", "1s");
        awaitBegun();

        field.redis.pause();
        boolean left = Ceiling.ends(agent);
        field.redis.resume();

        assertThat(left).as(field::said).isTrue();
        assertThat(agent.exitValue()).isZero();
        assertThat(field.alive("sleep 4743")).isFalse();
    }

    @Test
    void brokenNodeClaimsNothingAndSaysWhatIsWrong() throws Exception {
        field.campaign(1, Duration.ofMinutes(1), "true");

        Process homeless = field.agent("--workdir", folder.resolve("gone").toString());
        assertThat(Ceiling.ends(homeless)).isTrue();
        assertThat(homeless.exitValue()).isOne();
        assertThat(field.said())
                .contains("muster-agent: this node cannot run tasks: the working folder " + folder.resolve("gone"))
                .contains("WARN leaves and claims nothing: the working folder " + folder.resolve("gone"));

        Path file = Files.createFile(folder.resolve("file"));
        Process mute = field.agent("--logs", file.resolve("logs").toString());
        assertThat(Ceiling.ends(mute)).isTrue();
        assertThat(mute.exitValue()).isOne();
        assertThat(field.said()).contains("the logs folder " + file.resolve("logs") + " cannot be written");

        assertThat(field.tally().count(State.PENDING)).isOne();
        assertThat(field.task(1).message().tries().attempt()).isZero();
    }
}
