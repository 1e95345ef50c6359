package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.Follower;

class ExpansionTest {
    private static final String PIPELINE = """
            stages:
              report:
                after: {stage: merge, all: true}
                command: ./report.sh
              match:
                command: ./match.sh {{image}}
                tasks: {csv: edges.csv}
              merge:
                after: match
                command: ./merge.sh {{id}} {{image}}
            """;

    @TempDir
    Path folder;

    @Test
    void followersHaveTheirLeadersKeysNumbersAndParameters() throws IOException {
        write("edges.csv", "id,image\na/1,x.png\nb,y.png\n");
        Expanded expanded = expand(PIPELINE);
        assertThat(expanded.tasks())
                .containsExactly(
                        java.util.Map.entry("match", 2L),
                        java.util.Map.entry("merge", 2L),
                        java.util.Map.entry("report", 1L));
        assertThat(lines("match"))
                .containsExactly(
                        "{\"n\":1,\"id\":\"match/a/1\",\"params\":{\"image\":\"x.png\"}}",
                        "{\"n\":2,\"id\":\"match/b\",\"params\":{\"image\":\"y.png\"}}");
        assertThat(lines("merge"))
                .containsExactly(
                        "{\"n\":1,\"id\":\"merge/a/1\",\"params\":{\"image\":\"x.png\"}}",
                        "{\"n\":2,\"id\":\"merge/b\",\"params\":{\"image\":\"y.png\"}}");
        assertThat(lines("report")).containsExactly("{\"n\":1,\"id\":\"report/000001\"}");
        assertThat(expanded.campaign().stage("match").followers()).containsExactly(new Follower("merge", false));
        assertThat(expanded.campaign().stage("merge").followers()).containsExactly(new Follower("report", true));
    }

    @Test
    void digestIsOfDefinitionsAndTasks() throws IOException {
        write("edges.csv", "image\nx.png\n");
        String digest = expand(PIPELINE).campaign().digest();
        assertThat(expand(PIPELINE).campaign().digest()).isEqualTo(digest);
        assertThat(expand(PIPELINE.replace("report.sh", "other.sh")).campaign().digest())
                .isNotEqualTo(digest);
        write("edges.csv", "image\ny.png\n");
        assertThat(expand(PIPELINE).campaign().digest()).isNotEqualTo(digest);
    }

    @Test
    void manifestIsItsOwnersAloneAndLeavesNothingElse() throws IOException {
        write("edges.csv", "image\nx.png\n");
        expand(PIPELINE);
        expand("command: ./x {{n}}\ntasks: {range: 1-3}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(manifest())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(manifest().resolve("main.jsonl"))))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(manifest())) {
            assertThat(files).containsExactly(manifest().resolve("main.jsonl"));
        }
    }

    @Test
    void taskThatAgentsWouldRejectForItsSizeIsToldBeforeAnythingIsWritten() throws IOException {
        write("rows.jsonl", "{\"x\":\"small\"}\n{\"x\":\"" + "é".repeat(500_000) + "\"}\n");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> expand("command: ./x {{x}}\ntasks: {jsonl: rows.jsonl}\n"));
        assertThat(problem.getMessage()).contains("rows.jsonl:2", "main/000002 is too large");
        try (Stream<Path> files = Files.list(manifest())) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void allMissingInputsAreListedAndNothingIsWritten() throws IOException {
        write("edges.csv", "a,b\nthere,no1\nno2,there\nthere,there\n");
        write("there", "");
        String text = "command: ./x {{a}}\ninputs: [\"{{a}}\", \"{{b}}\"]\ntasks: {csv: edges.csv}\n";
        Problem problem = catchThrowableOfType(Problem.class, () -> expand(text));
        String csv = folder.resolve("edges.csv").toString();
        assertThat(problem.getMessage().lines())
                .containsExactly(
                        csv + ":2: input 'no1' of task main/000001 is not there",
                        csv + ":3: input 'no2' of task main/000002 is not there");
        assertThat(problem.advice()).startsWith("2 problems were found and nothing was sent; ");
        try (Stream<Path> files = Files.list(manifest())) {
            assertThat(files).isEmpty();
        }
        Verification verification = Expansion.verify(read(text));
        assertThat(verification.found()).isEqualTo(2);
        assertThat(verification.tasks()).containsEntry("main", 3L);
    }

    @Test
    void listOfFindingsIsCappedAndStillCounted() throws IOException {
        Verification verification =
                Expansion.verify(read("command: ./x {{n}}\ninputs: \"no/{{n}}\"\ntasks: {range: 1-1000}\n"));
        assertThat(verification.findings()).hasSize(Verification.SHOWN);
        assertThat(verification.found()).isEqualTo(1000);
        assertThat(verification.fine()).isFalse();
    }

    @Test
    void valueThatIsTooLongForAVariableIsTold() throws IOException {
        String longer = "x".repeat(140_000);
        write("t.jsonl", "{\"seq\":\"a\"}\n{\"seq\":\"" + longer + "\"}\n{\"seq\":\"" + longer + "\"}\n");
        Verification verification = Expansion.verify(read("command: ./x\ntasks: {jsonl: t.jsonl}\n"));

        assertThat(verification.fine()).isTrue();
        assertThat(verification.notes())
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .startsWith("stage main: 2 tasks do not get the variable MUSTER_PARAM_SEQ, ")
                        .endsWith("The first is main/000002 (" + folder.resolve("t.jsonl") + ":2)"));
    }

    @Test
    void namesOfTheTaskItselfCanBeFilledInAtOnce() throws IOException {
        write("main.csv", "id,n\nk1,1\n");
        Verification verification = Expansion.verify(read("""
                stages:
                  a: {command: "./x {{key}}", tasks: {csv: main.csv}, inputs: ["{{stage}}.{{key}}"]}
                  b: {command: "./x {{parent}}", outputs: ["{{campaign}}/{{parent_key}}"], after: a}
                  c: {command: "./x {{parent}}", after: {stage: a, group: n}}
                """));
        assertThat(verification.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.what()).contains("input 'a.k1' of task a/k1 is not there"));
        assertThat(verification.notes()).isEmpty();
    }

    @Test
    void columnThatHidesANameOfEveryTaskIsTold() throws IOException {
        write("t.csv", "stage,parent\nIII,root\nIV,root\n");
        Verification verification = Expansion.verify(read("command: ./x {{stage}} {{parent}}\ntasks: {csv: t.csv}\n"));
        assertThat(verification.fine()).isTrue();
        assertThat(verification.notes())
                .containsExactly(
                        "stage main: {{stage}} is the parameter 'stage' of its tasks, and not what every task has by that name",
                        "stage main: {{parent}} is the parameter 'parent' of its tasks, and not what every task has by that name");
        assertThat(Expansion.verify(read("command: ./x\ntasks: {csv: t.csv}\n")).notes())
                .isEmpty();
    }

    @Test
    void idTwiceNamesBothLines() throws IOException {
        write("edges.csv", "id\na\nb\na\n");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> expand("command: ./x {{id}}\ntasks: {csv: edges.csv}\n"));
        assertThat(problem).hasMessage(folder.resolve("edges.csv") + ":4: the id 'a' was given before, on line 2");
    }

    @Test
    void idThatLeadsOutOfAFolderIsRefused() throws IOException {
        write("edges.csv", "id\n../a\n");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> expand("command: ./x {{id}}\ntasks: {csv: edges.csv}\n"));
        assertThat(problem).hasMessageContaining("the id '../a' is not a plain relative path");
    }

    @Test
    void objectWithoutAWantedKeyIsNamedByItsLine() throws IOException {
        write("d.jsonl", "{\"image\":\"a\"}\n{\"imge\":\"b\"}\n");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> expand("command: ./x {{image}}\ntasks: {jsonl: d.jsonl}\n"));
        assertThat(problem)
                .hasMessage(folder.resolve("d.jsonl")
                        + ":2: task main/000002: parameter 'image' is missing; did you mean 'imge'?");
    }

    @Test
    void manifestIsReadFromAnyNumberOn() throws IOException {
        expand("command: ./x {{n}}\ntasks: {range: 1-12000}\n");
        List<Integer> sizes = new ArrayList<>();
        List<Message> all = new ArrayList<>();
        new ManifestReader(manifest()).messages("main", 1500, batch -> {
            sizes.add(batch.size());
            return all.addAll(batch);
        });
        assertThat(sizes).containsExactly(4000, 4000, 2500);
        assertThat(all.get(0).n()).isEqualTo(1501);
        assertThat(all.get(0).id()).isEqualTo("main/001501");
        assertThat(all.get(10_499).n()).isEqualTo(12_000);
        sizes.clear();
        new ManifestReader(manifest()).messages("main", 0, batch -> {
            sizes.add(batch.size());
            return false;
        });
        assertThat(sizes).hasSize(1);
    }

    @Test
    void longMessagesComeInSmallerBatches() throws IOException {
        String lines = ("x".repeat(100_000) + "\n").repeat(100);
        Files.writeString(folder.resolve("long.txt"), lines);
        expand("command: ./x\ntasks: {lines: long.txt}\n");
        List<Integer> sizes = new ArrayList<>();
        new ManifestReader(manifest()).texts("main", 0, batch -> sizes.add(batch.size()));
        assertThat(sizes).containsExactly(42, 42, 16);
    }

    @Test
    void groupHasWhatItsTasksHaveInCommon() throws IOException {
        write("parts.csv", "sample,site,part\ns1,x,1\ns2,x,2\ns1,y,3\n");
        Expanded expanded = expand("""
                stages:
                  part: {command: "./part {{part}}", tasks: {csv: parts.csv}}
                  join: {command: "./join {{sample}}", after: {stage: part, group: sample}}
                """);
        assertThat(expanded.tasks()).containsEntry("join", 2L);
        assertThat(lines("part").get(0))
                .isEqualTo("{\"n\":1,\"id\":\"part/000001\",\"params\":{\"sample\":\"s1\",\"site\":\"x\","
                        + "\"part\":\"1\"},\"groups\":{\"join\":\"s1\"}}");
        assertThat(lines("join"))
                .containsExactly(
                        "{\"n\":1,\"id\":\"join/s1\",\"params\":{\"sample\":\"s1\"}}",
                        "{\"n\":2,\"id\":\"join/s2\",\"params\":{\"sample\":\"s2\",\"site\":\"x\",\"part\":\"2\"}}");
    }

    @Test
    void rowThatCannotBeGroupedIsToldWithItsLine() throws IOException {
        write("parts.jsonl", "{\"sample\":\"s1\"}\n{}\n{\"sample\":[1]}\n{\"sample\":\"../s\"}\n");
        Problem problem = catchThrowableOfType(Problem.class, () -> expand("""
                stages:
                  part: {command: ./part, tasks: {jsonl: parts.jsonl}}
                  join: {command: ./join, after: {stage: part, group: sample}}
                """));
        assertThat(problem)
                .hasMessageContaining("parts.jsonl:2: 'sample' is missing, and stage join groups by it")
                .hasMessageContaining("parts.jsonl:3: 'sample' is not a text or a number")
                .hasMessageContaining("parts.jsonl:4: 'sample' is not a plain relative path");
    }

    @Test
    void stageThatFollowsSeveralHasTheParametersOfAll() throws IOException {
        write("a.csv", "id,x,both\nk1,1,a\nk2,2,a\n");
        write("b.csv", "id,y,both\nk1,3,b\nk2,4,b\n");
        expand("""
                stages:
                  a: {command: ./a, tasks: {csv: a.csv}}
                  b: {command: ./b, tasks: {csv: b.csv}}
                  c: {command: "./c {{x}} {{y}}", after: [a, b]}
                """);
        assertThat(lines("c"))
                .containsExactly(
                        "{\"n\":1,\"id\":\"c/k1\",\"params\":{\"x\":\"1\",\"both\":\"a\",\"y\":\"3\"}}",
                        "{\"n\":2,\"id\":\"c/k2\",\"params\":{\"x\":\"2\",\"both\":\"a\",\"y\":\"4\"}}");
    }

    @Test
    void stagesWithDifferentKeysAreNotFollowedTogether() throws IOException {
        write("a.csv", "id\nk1\nk2\n");
        write("b.csv", "id\nk1\nk3\n");
        String text = """
                stages:
                  a: {command: ./a, tasks: {csv: a.csv}}
                  b: {command: ./b, tasks: {csv: b.csv}}
                  c: {command: ./c, after: [a, b]}
                """;
        Problem differ = catchThrowableOfType(Problem.class, () -> expand(text));
        assertThat(differ)
                .hasMessageContaining("apollo.yml:4: stage 'c' follows a and b, which have different tasks: "
                        + "where a has 'k2', b has 'k3'");
        write("b.csv", "id\nk1\n");
        Problem fewer = catchThrowableOfType(Problem.class, () -> expand(text));
        assertThat(fewer).hasMessageContaining("where a has 'k2', b has no more");
    }

    private Expanded expand(String text) throws IOException {
        return Expansion.run(read(text), manifest(), "me");
    }

    private CampaignSpec read(String text) throws IOException {
        return CampaignFile.read(write("apollo.yml", text));
    }

    private List<String> lines(String stage) throws IOException {
        return Files.readAllLines(manifest().resolve(stage + ".jsonl"));
    }

    private Path manifest() {
        return folder.resolve("manifest");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
