package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code on_end}: what is run when a campaign has ended, once. */
class OnEndIT {
    private Muster muster;

    @BeforeEach
    void open() {
        muster = new Muster();
        muster.write("muster.yml", "agent: {slots: 4}\nheartbeat: {interval: 500ms, lease: 60s}\n");
    }

    @AfterEach
    void close() {
        muster.close();
    }

    private void campaign(String onEnd) {
        muster.write("sub/c.yml", """
                command: "test {{n}} != 7"
                tasks: {range: 1-20}
                on_end: %s
                """.formatted(onEnd));
    }

    private List<String> lines(String name) throws IOException {
        return Files.exists(muster.folder.resolve(name)) ? Files.readAllLines(muster.folder.resolve(name)) : List.of();
    }

    private long told() {
        return muster.run("events", "c", "--json").jsonLines().stream()
                .filter(event -> event.path("kind").asText().equals("on_end"))
                .count();
    }

    @Test
    void itIsToldTheSummaryInItsFoldersOnceForEachTimeThatTheCampaignEnds() throws IOException {
        campaign("cat >> ended; echo >> ended; echo $MUSTER_CAMPAIGN of $(basename $PWD); exit 4");
        Ended run = muster.run("run", "sub/c.yml", "--json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.json().path("complete").asBoolean()).isTrue();
        assertThat(run.err()).contains("c of sub").contains("on_end failed").contains("ended with status 4");
        assertThat(muster.run("run", "sub/c.yml").exit()).isEqualTo(1);
        assertThat(muster.run("sentinel", "c").exit()).isZero();
        assertThat(lines("sub/ended")).filteredOn(line -> !line.isBlank()).hasSize(1);
        JsonNode summary =
                JsonMapper.builder().build().readTree(lines("sub/ended").get(0));
        assertThat(summary.path("campaign").asText()).isEqualTo("c");
        assertThat(summary.path("total").path("done").asInt()).isEqualTo(19);
        assertThat(summary.path("failed").asInt()).isEqualTo(1);
        assertThat(summary.path("elapsed_s").asDouble()).isPositive();
        assertThat(told()).isEqualTo(1);

        assertThat(muster.run("retry", "c").exit()).isEqualTo(1);
        assertThat(lines("sub/ended")).filteredOn(line -> !line.isBlank()).hasSize(2);
    }

    @Test
    void sentinelRunsItWhereRunWasKilledInTheMiddle() throws IOException, InterruptedException {
        campaign("echo begun >> begun; until [ -e go ]; do sleep 0.1; done; echo ended >> ended");
        // Not by the run: it would be killed with it, and might have forgotten who had the end.
        muster.good("redis", "start");
        Process run = muster.start("run", "sub/c.yml");
        await().until(() -> lines("sub/begun").size() == 1);
        List<ProcessHandle> command = run.descendants().toList();
        run.destroyForcibly().waitFor(); // first: else it could write down how the command ended
        command.forEach(ProcessHandle::destroyForcibly);
        leaseOfTheEndIsOver();
        Muster.Running one = muster.begin("sentinel", "c");
        Muster.Running two = muster.begin("sentinel", "c");
        await().until(() -> lines("sub/begun").size() == 2);
        muster.write("sub/go", "");
        assertThat(one.end().exit()).isZero();
        assertThat(two.end().exit()).isZero();
        assertThat(lines("sub/ended")).hasSize(1);
        assertThat(lines("sub/begun")).hasSize(2);
        assertThat(told()).isEqualTo(1);
        assertThat(muster.run("run", "c").exit()).isEqualTo(1);
        assertThat(lines("sub/ended")).hasSize(1);
    }

    private void leaseOfTheEndIsOver() {
        RedisCli redis = RedisCli.of(muster);
        String held = redis.say("HGET", "muster:{c}:campaign", "end_held");
        assertThat(held).matches("\\d+\t.*");
        redis.say("HSET", "muster:{c}:campaign", "end_held", held.replaceFirst("\\d+", "1"));
    }

    @Test
    void programThatIsNotThereIsSaidBeforeAnythingIsSent() {
        campaign("./mail.sh you");
        for (String command : List.of("run", "verify", "submit")) {
            Ended ended = muster.run(command, "sub/c.yml");
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err() + ended.out())
                    .contains("sub/c.yml:3: on_end: there is no program './mail.sh' here")
                    .contains("chmod +x");
        }
    }

    @Test
    void itIsNotRunForACampaignThatSomebodyChanged() throws IOException {
        campaign("touch owners");
        assertThat(muster.run("submit", "sub/c.yml", "--stage-only").exit()).isZero();
        muster.run("cancel", "c");
        RedisCli cli = RedisCli.of(muster);
        cli.say("HSET", "muster:{c}:campaign", "on_end", "{\"command\":\"touch anothers\",\"folder\":\"/tmp\"}");
        Ended sentinel = muster.run("sentinel", "c");
        assertThat(sentinel.out()).contains("on_end is not run here").contains("does not bear its owner's signature");
        assertThat(Files.exists(muster.folder.resolve("sub/owners"))).isFalse();
    }
}
