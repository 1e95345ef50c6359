package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** Agents whose Redis is killed, that are killed or stopped themselves, and what they leave on disk. */
class SpoolIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String UNTIL_GO = "echo {{n}} >> began; until test -e go; do sleep 0.05; done";

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
        Path spool = folder.resolve("logs/.spool");
        if (!Files.exists(spool)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(spool)) {
            return all.toList();
        }
    }

    /** The tasks have begun; Redis goes, and they end. */
    private void endWithoutRedis(int tasks) throws IOException {
        await().until(() -> lines("began") == tasks);
        field.redis.kill9();
        Files.createFile(folder.resolve("go"));
    }

    @Test
    void whatAgentsCouldNotReportTheNextOneDoesAndNothingRunsTwice() throws Exception {
        field.campaign(4, LONG, UNTIL_GO);
        Process told = field.agent("--slots", "2", "--lease", "90s", "--name", "told");
        Process killed = field.agent("--slots", "2", "--lease", "90s", "--name", "killed");
        endWithoutRedis(4);
        await().until(() -> lines("logs/.spool/told") == 3 && lines("logs/.spool/killed") == 3);
        Field.signal("TERM", told.pid());
        assertThat(Ceiling.ends(told)).as(field::said).isTrue();
        killed.destroyForcibly().waitFor();

        field.redis.restart();
        field.awaitRedis();
        assertThat(field.tally().count(State.WORKING)).isEqualTo(4);
        Process next = field.agent("--lease", "90s");

        assertThat(Ceiling.ends(next)).as(field::said).isTrue();
        assertThat(next.exitValue()).isZero();
        assertThat(field.tally().count(State.DONE)).as(field::said).isEqualTo(4);
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.tally().late()).isZero();
        assertThat(lines("began")).isEqualTo(4);
        assertThat(spools()).isEmpty();
        assertThat(field.said())
                .contains("leaves with 2 reports that Redis did not take; 2 of them are in")
                .contains("handed in 2 reports that a former agent had kept in told: 2 accepted")
                .contains("handed in 2 reports that a former agent had kept in killed: 2 accepted");
    }

    @Test
    void agentThatWasStoppedMeanwhileFindsItsLeaseGoneAndItsSpoolChangesNothing() throws Exception {
        field.campaign(1, LONG, UNTIL_GO);
        Process frozen = field.agent("--lease", "90s", "--heartbeat", "300ms", "--name", "frozen");
        endWithoutRedis(1);
        await().until(() -> lines("logs/.spool/frozen") == 2);
        Field.signal("STOP", frozen.pid());
        field.redis.restart();
        field.awaitRedis();
        field.lapse();

        Process other = field.agent("--lease", "90s", "--name", "other");
        assertThat(Ceiling.ends(other)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).as(field::said).isOne();
        assertThat(lines("began")).isEqualTo(2);
        assertThat(lines("logs/.spool/frozen")).isEqualTo(2);
        Field.signal("CONT", frozen.pid());

        assertThat(Ceiling.ends(frozen)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).isOne();
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.tally().late()).isOne();
        assertThat(field.task(1).ending().last().place().agent()).isEqualTo("other");
        assertThat(spools()).isEmpty();
        assertThat(field.said()).contains("too late with the report on s/1");
    }

    @Test
    void spoolThatComesTooLateIsKeptAsideAndCountsForNothing() throws Exception {
        field.campaign(1, LONG, UNTIL_GO);
        Process killed = field.agent("--lease", "90s", "--heartbeat", "300ms", "--name", "killed");
        endWithoutRedis(1);
        await().until(() -> lines("logs/.spool/killed") == 2);
        killed.destroyForcibly().waitFor();
        field.redis.restart();
        field.awaitRedis();
        field.lapse();
        String elsewhere = folder.resolve("elsewhere").toString();
        Process faster = field.agent("--lease", "90s", "--name", "faster", "--logs", elsewhere);
        assertThat(Ceiling.ends(faster)).as(field::said).isTrue();
        assertThat(field.tally().count(State.DONE)).as(field::said).isOne();

        Process next = field.agent("--linger", "1s");

        assertThat(Ceiling.ends(next)).as(field::said).isTrue();
        assertThat(field.said()).contains("0 accepted, 0 known, 1 too late");
        assertThat(field.tally().late()).isOne();
        assertThat(field.tally().count(State.DONE)).isOne();
        assertThat(field.tally().holds()).isTrue();
        assertThat(field.task(1).ending().last().place().agent()).isEqualTo("faster");
        assertThat(lines("began")).isEqualTo(2);
    }
}
