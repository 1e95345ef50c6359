package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Tasks that wait for several others: by key of two stages, by groups, and for whatever end. */
class FanInIT {
    private static final String PIPELINE = """
            stages:
              left: {command: "echo {{id}} >> ran; test {{n}} -ne 3", tasks: {csv: parts.csv}}
              right: {command: "echo {{id}} >> ran", after: {stage: left, when: ended}}
              both: {command: "grep -qx left/{{n}} ran && grep -qx right/{{n}} ran && echo {{id}} >> ran", after: [left, right]}
              sample:
                command: "echo {{id}} {{site}} $(grep -c ^left ran) >> ran"
                after: {stage: left, group: sample, when: ended}
              done: {command: "echo {{id}} >> ran", after: {stage: left, group: sample}}
              report: {command: "echo {{id}} >> ran", after: {stage: sample, all: true}}
            """;

    @Test
    void eachStartsWhenWhatItWaitsForIsOverAndNotBefore() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 2}\nclusters: {local: {type: local}}\n");
            muster.write("parts.csv", "id,n,sample,site\n1,1,s1,x\n2,2,s1,x\n3,3,s2,y\n4,4,s2,y\n");
            muster.write("fan.yml", PIPELINE);
            Ended run = muster.run("run", "fan.yml");
            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            List<String> ran = Files.readAllLines(muster.folder.resolve("ran"));
            assertThat(ran)
                    .containsOnlyOnce("left/3", "right/1", "right/2", "right/3", "right/4", "report/000001")
                    .containsOnlyOnce("both/1", "both/2", "both/4", "done/s1")
                    .doesNotContain("both/3", "done/s2");
            assertThat(ran.stream().filter(line -> line.startsWith("sample/s")))
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("sample/s1 x"))
                    .anyMatch(line -> line.startsWith("sample/s2 y"));
            assertThat(ran.indexOf("report/000001")).isGreaterThan(ran.indexOf("left/4"));

            JsonNode explained =
                    muster.run("explain", "fan", "done/s2", "--json").json();
            assertThat(explained.path("state").asText()).isEqualTo("BLOCKED");
            Ended explain = muster.run("explain", "fan", "done/s2");
            assertThat(explain.out())
                    .contains(
                            "it waits for all tasks of stage left whose sample is s2", "it can never start like this");
            assertThat(muster.run("rollcall", "fan", "--deep").exit()).isZero();
        }
    }
}
