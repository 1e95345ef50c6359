package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A campaign whose queues have the names that a config gives, fed and popped by {@code redis-cli}. */
class NamedQueuesRunIT {
    private static final String NAMES =
            "redis: {processing_queue: todo, working_queue: \"doing:{campaign}\", completed_queue: over}\n";
    private static final String REST = """
            heartbeat: {interval: 500ms, lease: 3s}
            agent: {slots: 2}
            clusters: {local: {type: local, agents: 2}}
            """;
    private static final String FILE = """
            campaign: names
            open: true
            foreign_messages: accept
            command: "until test -e go; do sleep 0.1; done; test {{name}} != bad && echo x > out/{{name}}"
            tasks: {list: [%s], as: name}
            walltime: %s
            outputs: ["out/{{name}}"]
            retry: {max_attempts: 1}
            """;

    /** What a client pops until nothing is there: {@code id state outcome} each. */
    private static List<String> popped(RedisCli redis) throws IOException {
        List<String> popped = new ArrayList<>();
        for (String text = redis.say("LPOP", "over"); !text.isEmpty(); text = redis.say("LPOP", "over")) {
            JsonNode record = JsonMapper.builder().build().readTree(text);
            JsonNode name = record.at("/message/params/name");
            popped.add(name.asText() + " " + record.path("state").asText() + " "
                    + record.path("outcome").asText());
        }
        return popped;
    }

    private static void fine(Ended ended) {
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    }

    private static void holds(Muster muster) {
        fine(muster.run("rollcall", "names", "--deep"));
    }

    @Test
    void anyClientFeedsAndPopsThemWhateverDiesAndComesBack() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", NAMES + REST);
            muster.write("names.yml", FILE.formatted("a, b, c, bad", "5m"));
            fine(muster.run("submit", "names.yml", "--stage-only"));
            RedisCli redis = RedisCli.of(muster);
            assertThat(redis.say("LLEN", "todo")).isEqualTo("4");
            redis.say("RPUSH", "todo", "{\"id\":\"theirs\",\"params\":{\"name\":\"theirs\"}}");
            refusals(muster);

            // The names are the campaign's by now, whatever the config says.
            muster.write("muster.yml", REST);
            Process run = muster.start("run", "names.yml");
            await().until(() -> redis.say("HLEN", "doing:{names}").equals("4"));
            JsonNode victim =
                    muster.run("agents", "names", "--json").jsonLines().get(0);
            ProcessHandle.of(victim.path("pid").asLong()).orElseThrow().destroyForcibly();
            muster.write("names.yml", FILE.formatted("a, b, c, bad, later", "6m"));
            fine(muster.run("submit", "names.yml", "--update", "--stage-only"));
            fine(muster.run("add", "names", "--params", "{\"name\":\"added\"}"));
            redis.say("RPUSH", "todo", "{\"id\":\"more\",\"params\":{\"name\":\"more\"}}");
            muster.write("go", "");
            await().until(() -> muster.run("status", "names", "--json")
                            .json()
                            .at("/total/done")
                            .asInt()
                    == 7);
            fine(muster.run("close", "names"));
            assertThat(run.waitFor()).as("one has failed").isEqualTo(1);
            assertThat(popped(redis))
                    .containsExactlyInAnyOrder(
                            "a DONE OK",
                            "b DONE OK",
                            "c DONE OK",
                            "bad DEAD EXIT",
                            "later DONE OK",
                            "added DONE OK",
                            "theirs DONE OK",
                            "more DONE OK");
            holds(muster);

            fine(muster.run("retry", "names", "--set", "name=good"));
            Files.delete(muster.folder.resolve("out/a"));
            fine(muster.run("repair", "names"));
            assertThat(popped(redis)).containsExactly("good DONE OK", "a DONE OK");
            fine(muster.run("watch", "names", "--exec", "cat >> told"));
            assertThat(Files.readAllLines(muster.folder.resolve("told"))).hasSizeGreaterThanOrEqualTo(8);
            holds(muster);
            lost(muster, redis);
        }
    }

    private static void refusals(Muster muster) {
        muster.write("second.yml", "command: \"true\"\ntasks: {range: 1-2}\n");
        Ended second = muster.run("submit", "second.yml", "--stage-only");
        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.err()).contains("the queue todo belongs to campaign names", "muster purge names");
        assertThat(muster.run("status", "second").exit()).isNotZero();
        muster.write("two.yml", """
                stages:
                  one: {command: "true", tasks: {range: 1-2}}
                  two: {command: "true", after: one}
                """);
        for (String command : List.of("submit", "verify", "run")) {
            Ended two = muster.run(command, "two.yml");
            assertThat(two.exit()).isEqualTo(2);
            assertThat(two.err().lines().findFirst().orElseThrow())
                    .contains("muster.yml:1: redis.processing_queue:", "campaign two has 2 stages");
        }
    }

    /** Redis loses all of it, then the campaign's hash alone; and it is removed. */
    private static void lost(Muster muster, RedisCli redis) throws IOException {
        redis.say("FLUSHALL");
        fine(muster.run("restore", "names"));
        assertThat(redis.say("GET", "todo:muster")).isEqualTo("muster:{names}:campaign");
        holds(muster);
        assertThat(popped(redis)).as("what was told before").isEmpty();
        redis.say("DEL", "muster:{names}:campaign");
        fine(muster.run("restore", "names"));
        holds(muster);

        redis.say("RPUSH", "todo", "{\"id\":\"last\",\"params\":{\"name\":\"last\"}}");
        fine(muster.run("cancel", "names"));
        assertThat(popped(redis)).containsExactly("last CANCELLED CANCELLED");
        redis.say("SET", "bystander", "1");
        fine(muster.run("purge", "names", "--yes"));
        assertThat(redis.say("KEYS", "*")).isEqualTo("bystander");
    }
}
