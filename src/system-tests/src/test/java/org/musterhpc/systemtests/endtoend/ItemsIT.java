package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A task for a group is told of which tasks the group consists, and one that starts all the same of which failed. */
class ItemsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PIPELINE = """
            stages:
              part:
                command: "echo \\"{\\\\\\"n\\\\\\": {{n}}}\\" > $MUSTER_RESULT; test {{n}} -ne 3"
                tasks: {csv: parts.csv}
              words:
                command: "printf '%s|' {{items}} > words-{{key}}; cp $MUSTER_ITEMS items-{{key}}.jsonl; echo \\"all: {{items}}\\" >> words-{{key}}"
                after: {stage: part, group: sample, when: ended}
                outputs: ["words-{{key}}"]
              argv:
                command: [sh, -c, 'printf "%s|" "$@" > argv-$0', "{{key}}", "{{items}}"]
                after: {stage: part, group: sample}
              failed: {command: "cp $MUSTER_UPSTREAM failed-{{key}}.json", after: {stage: part, group: sample, when: ended}}
              each: {command: "cp $MUSTER_UPSTREAM each-{{key}}.json", after: {stage: part, when: ended}}
              report: {command: "cp $MUSTER_UPSTREAM report.json", after: {stage: part, all: true, when: ended}}
            """;

    @Test
    void groupKnowsItsTasksAndWhatStartsAllTheSameKnowsWhichFailed() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("parts.csv", "id,n,sample\nb 1,1,s1\na'2,2,s1\n3,3,s2\n4,4,s2\n");
            muster.write("items.yml", PIPELINE);
            Ended run = muster.run("run", "items.yml");
            assertThat(run.exit()).as(run.err()).isEqualTo(1);

            assertThat(muster.folder.resolve("words-s1")).hasContent("b 1|a'2|all: b 1 a'2");
            assertThat(muster.folder.resolve("argv-s1")).hasContent("b 1|a'2|");
            assertThat(muster.folder.resolve("argv-s2")).doesNotExist();
            List<JsonNode> items = lines(muster.folder.resolve("items-s2.jsonl"));
            assertThat(items).extracting(item -> item.path("id").asText()).containsExactly("part/3", "part/4");
            assertThat(items).extracting(item -> item.path("state").asText()).containsExactly("DEAD", "DONE");
            assertThat(items.get(1).path("params").path("sample").asText()).isEqualTo("s2");
            assertThat(items.get(1).path("result").path("n").asInt()).isEqualTo(4);

            assertThat(ids(muster, "failed-s1.json")).isEmpty();
            assertThat(ids(muster, "failed-s2.json")).containsExactly("part/3");
            assertThat(ids(muster, "each-3.json")).containsExactly("part/3");
            assertThat(ids(muster, "each-4.json")).isEmpty();
            assertThat(ids(muster, "report.json")).containsExactly("part/3");

            assertThat(muster.run("show", "items", "words/s1").out()).contains("printf '%s|' {{items}}");
            for (String tried : List.of("items", "items.yml")) {
                Files.delete(muster.folder.resolve("words-s2"));
                Ended dry = muster.run("try", tried, "words/s2", "--dry");
                assertThat(dry.exit()).as(dry.err()).isZero();
                assertThat(muster.folder.resolve("words-s2")).hasContent("3|4|all: 3 4");
                assertThat(lines(muster.folder.resolve("items-s2.jsonl")))
                        .extracting(item -> item.path("params").path("n").asText())
                        .containsExactly("3", "4");
            }
            assertThat(muster.run("rollcall", "items", "--deep").exit()).isZero();
        }
    }

    /** Added later, brought along by results, put in again by a restore: whoever is in the group is in its list, once. */
    @Test
    void whoeverComesLaterIsInTheListToo() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("parts.csv", "id,sample\n" + rows(0, 1_200));
            muster.write("more.csv", "id,sample\n" + rows(1_200, 1_300));
            muster.write("later.yml", """
                    open: true
                    stages:
                      split:
                        command: "echo '{\\"children\\": [{}, {}]}' > $MUSTER_RESULT"
                        tasks: {csv: parts.csv}
                      part: {command: "true", after: {stage: split, children: true}}
                      join: {command: "sort $MUSTER_ITEMS | uniq | wc -l > join-{{key}}; wc -l < $MUSTER_ITEMS >> join-{{key}}", after: {stage: split, group: sample}}
                      pile: {command: "wc -l < $MUSTER_ITEMS > pile-{{key}}", after: {stage: part, group: sample}}
                    """);
            assertThat(muster.run("submit", "later.yml").exit()).isZero();
            Ended added = muster.run("add", "later", "--stage", "split", "--csv", "more.csv");
            assertThat(added.exit()).as(added.err()).isZero();
            RedisCli.of(muster).say("FLUSHALL");
            Ended restored = muster.run("restore", "later");
            assertThat(restored.exit()).as(restored.err()).isZero();
            assertThat(muster.run("close", "later").exit()).isZero();
            Ended run = muster.run("run", "later");
            assertThat(run.exit()).as(run.err()).isZero();
            for (String group : List.of("s0", "s1")) {
                assertThat(muster.folder.resolve("join-" + group)).hasContent("650\n650");
                assertThat(muster.folder.resolve("pile-" + group)).hasContent("1300");
            }
            assertThat(muster.run("rollcall", "later", "--deep").exit()).isZero();
        }
    }

    @Test
    void listThatIsLostIsToldAndNoGroupRunsWithoutIt() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("parts.csv", "id,sample\n1,s1\n2,s1\n");
            muster.write("lost.yml", """
                    stages:
                      part: {command: "true", tasks: {csv: parts.csv}}
                      join: {command: "cat $MUSTER_ITEMS > joined", after: {stage: part, group: sample}}
                    """);
            assertThat(muster.run("submit", "lost.yml", "--stage-only").exit()).isZero();
            RedisCli.of(muster).say("DEL", "muster:{lost}:join:members");
            Ended roll = muster.run("rollcall", "lost", "--deep");
            assertThat(roll.exit()).isEqualTo(1);
            assertThat(roll.out()).contains("not in the list of their members", "muster restore");
            assertThat(muster.run("restore", "lost").exit()).isZero();
            assertThat(muster.run("rollcall", "lost", "--deep").exit()).isZero();
            assertThat(muster.run("run", "lost").exit()).isZero();
            assertThat(lines(muster.folder.resolve("joined"))).hasSize(2);
        }
    }

    private static String rows(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> i + ",s" + i % 2 + "\n").reduce("", String::concat);
    }

    private static List<String> ids(Muster muster, String file) throws IOException {
        List<String> ids = new ArrayList<>();
        JSON.readTree(muster.folder.resolve(file).toFile())
                .forEach(task -> ids.add(task.path("id").asText()));
        return ids;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            all.add(JSON.readTree(line));
        }
        return all;
    }
}
