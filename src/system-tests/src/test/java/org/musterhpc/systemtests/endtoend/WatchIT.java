package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code muster watch}: what commands were told, against the record. */
class WatchIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private Muster muster;

    @BeforeEach
    void open() {
        muster = new Muster();
        lease("60s");
    }

    @AfterEach
    void close() {
        muster.close();
    }

    private void lease(String time) {
        muster.write("muster.yml", "agent: {slots: 4}\nheartbeat: {interval: 500ms, lease: " + time + "}\n");
    }

    private void campaign(int tasks) {
        muster.write("c.yml", """
                halt: never
                stages:
                  one: {command: "test {{n}} -le 100 || until [ -e go ]; do sleep 0.1; done; test $(({{n}} %% 10)) != 0", tasks: {range: 1-%d}}
                  two: {command: "true", after: one}
                """.formatted(tasks));
    }

    private List<String> lines(String name) {
        Path file = muster.folder.resolve(name);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(String line) {
        try {
            return JSON.readTree(line).path("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> record() {
        return new TreeSet<>(muster.run("results", "c", "--json").out().lines().toList());
    }

    @Test
    void allIsToldThoughWatchersAndRedisAreKilled() throws IOException, InterruptedException {
        lease("2s"); // what a watcher that was killed had in hand is told of again only then
        campaign(150);
        Muster.Running run = muster.begin("run", "c.yml");
        await().until(this::inRedis);
        // It does not go on beyond what the test wants: each watcher is killed while it runs, and some are left for the
        // next.
        String command = "cat >> told; while [ $(wc -l < told) -ge $(cat most) ]; do sleep 0.05; done";
        String[] watch = {"watch", "c", "--exec", command, "--batch", "5", "--name", "w"};
        for (int kills = 0; kills < 3; kills++) {
            int most = lines("told").size() + 20;
            muster.write("most", most + "\n");
            Process watcher = muster.start(watch);
            await().until(() -> lines("told").size() >= most);
            List<ProcessHandle> commands = watcher.descendants().toList();
            watcher.destroyForcibly().waitFor();
            commands.forEach(ProcessHandle::destroyForcibly);
        }
        int most = lines("told").size() + 20;
        muster.write("most", most + "\n");
        Muster.Running last = muster.begin(watch);
        // It has a batch in hand, and Redis has written down that it was told of those before: else they would be told
        // again.
        await().until(() -> lines("told").size() >= most);
        RedisCli.of(muster).awaitWritten();
        ProcessHandle redis = ProcessHandle.of(muster.run("redis", "status", "--json")
                        .json()
                        .path("pid")
                        .asLong())
                .orElseThrow();
        redis.destroyForcibly();
        redis.onExit().join();
        muster.write("most", "1000000\n");
        muster.write("go", "");
        assertThat(run.end().exit()).isEqualTo(1);
        Ended ended = last.end();
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(new TreeSet<>(lines("told"))).isEqualTo(record()).hasSize(285);
        // Those that were killed had at most a batch in hand.
        assertThat(lines("told")).hasSizeLessThanOrEqualTo(285 + 4 * 5);
    }

    private boolean inRedis() {
        return muster.run("status", "c", "--json").exit() == 0;
    }

    @Test
    void processesOfANameShareAndNamesDoNotAndACommandThatFailsIsToldAgain() {
        campaign(100);
        muster.write("go", "");
        assertThat(muster.run("run", "c.yml").exit()).isEqualTo(1);
        Muster.Running one = muster.begin("watch", "c", "--exec", "cat >> one", "--name", "shared");
        Muster.Running two = muster.begin("watch", "c", "--exec", "cat >> two", "--name", "shared");
        Ended failing = muster.run(
                "watch",
                "c",
                "--exec",
                "cat > next; test -e second || { touch second; exit 3; }; cat next >> other",
                "--batch",
                "50",
                "--json");
        assertThat(failing.exit()).as(failing.err()).isZero();
        assertThat(failing.err()).contains("--exec ended with status 3; it is told of 50 tasks again in 1 s");
        assertThat(failing.json().path("told").asInt()).isEqualTo(190);
        assertThat(failing.json().path("failures").asInt()).isEqualTo(1);
        assertThat(one.end().exit()).isZero();
        assertThat(two.end().exit()).isZero();

        assertThat(lines("other")).hasSize(190).doesNotHaveDuplicates();
        List<String> shared = new ArrayList<>(lines("one"));
        shared.addAll(lines("two"));
        assertThat(shared).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(record());
        inOrder(lines("other"));

        // What ends again is told again, of the states that were asked for.
        String[] dead = {"watch", "c", "--exec", "cat >> dead", "--state", "DEAD,CANCELLED"};
        assertThat(muster.run(dead).exit()).isZero();
        assertThat(lines("dead")).hasSize(10).allMatch(line -> line.contains("\"state\":\"DEAD\""));
        assertThat(muster.run("retry", "c", "one/000010").exit()).isEqualTo(1);
        assertThat(muster.run(dead).exit()).isZero();
        assertThat(lines("dead")).hasSize(11);
        assertThat(id(lines("dead").get(10))).isEqualTo("one/000010");
    }

    /** In the order in which they ended: those that were done as in their queue, and those that are dead as their events. */
    private void inOrder(List<String> told) {
        List<JsonNode> events = muster.run("events", "c", "--json").jsonLines();
        for (String stage : List.of("one/", "two/")) {
            assertThat(ids(told, stage, "DONE")).containsExactlyElementsOf(ids(events, stage, "finish"));
            assertThat(ids(told, stage, "DEAD")).containsExactlyElementsOf(ids(events, stage, "bury"));
        }
    }

    private static List<String> ids(List<String> told, String stage, String state) {
        return told.stream()
                .filter(line -> line.contains("\"state\":\"" + state + "\""))
                .map(WatchIT::id)
                .filter(id -> id.startsWith(stage))
                .toList();
    }

    private static Set<String> ids(Collection<JsonNode> events, String stage, String kind) {
        Set<String> ids = new LinkedHashSet<>();
        for (JsonNode event : events) {
            String id = event.path("id").asText();
            if (event.path("kind").asText().equals(kind) && id.startsWith(stage)) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Test
    void watcherThatIsToEndLetsItsCommandEndAndGoesOnLater() throws InterruptedException {
        campaign(20);
        muster.write("go", "");
        assertThat(muster.run("run", "c.yml").exit()).isEqualTo(1);
        String command = "cat >> told; touch begun; until [ -e end ]; do sleep 0.05; done";
        Muster.Running watch = muster.begin("watch", "c", "--exec", command, "--batch", "7");
        await().until(() -> Files.exists(muster.folder.resolve("begun")));
        watch.process().destroy(); // TERM
        await().until(() -> Files.readString(watch.err()).contains("leaves when the command has ended"));
        muster.write("end", "");
        assertThat(watch.end().exit()).isEqualTo(128 + 15);
        assertThat(lines("told")).hasSize(7);
        assertThat(muster.run("watch", "c", "--exec", command, "--batch", "7").exit())
                .isZero();
        assertThat(lines("told")).hasSize(38).doesNotHaveDuplicates();
    }

    @Test
    void exampleKeepsFlagsInAFileOfSqlite() throws IOException, InterruptedException {
        campaign(100);
        muster.write("go", "");
        Path script = muster.root.resolve("examples/flags.py");
        assertThat(Files.readAllLines(script)).hasSizeLessThanOrEqualTo(30);
        assertThat(muster.run("run", "c.yml").exit()).isEqualTo(1);
        Ended watch = muster.run("watch", "c", "--exec", "'" + script + "' flags.sqlite", "--batch", "50");
        assertThat(watch.exit()).as(watch.err()).isZero();
        String rows = muster.program(
                "python3",
                "-c",
                "import sqlite3; [print(*row) for row in"
                        + " sqlite3.connect('flags.sqlite').execute('SELECT id, state FROM flags')]");
        List<String> wanted = muster.run("results", "c", "--json").jsonLines().stream()
                .map((JsonNode task) ->
                        task.path("id").asText() + " " + task.path("state").asText())
                .toList();
        assertThat(rows.lines()).hasSize(190).containsExactlyInAnyOrderElementsOf(wanted);
    }
}
