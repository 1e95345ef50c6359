package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.source.GivenRows;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

class AdditionsTest {
    private static final String PIPELINE = """
            open: true
            stages:
              match: {command: "./match.sh {{image}} {{sample}}", tasks: {csv: edges.csv}}
              merge: {command: "./merge.sh {{id}} {{image}}", after: match}
              join: {command: "./join.sh {{sample}}", after: {stage: merge, group: sample}}
              report: {command: ./report.sh, after: {stage: join, all: true}}
            """;

    @TempDir
    Path folder;

    @Test
    void newTasksStandBehindTheOthersWithWhatFollowsThem() throws IOException {
        Campaign campaign = submitted(PIPELINE, "id,image,sample\na,x.png,s\n");
        Additions additions =
                add(campaign, "{'id':'b','image':'y.png','sample':'s'}", "{'id':'c','image':'z.png','sample':'t'}");
        assertThat(additions.added())
                .containsExactly(entry("match", 2L), entry("merge", 2L), entry("join", 1L), entry("report", 0L));
        assertThat(additions.grownGroups(campaign.stage("merge").followers().get(0), "merge"))
                .containsExactly("s");
        additions.publish();
        additions.discard();
        assertThat(lines("match"))
                .containsExactly(
                        "{\"n\":1,\"id\":\"match/a\",\"params\":{\"image\":\"x.png\",\"sample\":\"s\"}}",
                        "{\"n\":2,\"id\":\"match/b\",\"params\":{\"image\":\"y.png\",\"sample\":\"s\"}}",
                        "{\"n\":3,\"id\":\"match/c\",\"params\":{\"image\":\"z.png\",\"sample\":\"t\"}}");
        assertThat(lines("merge").get(1))
                .isEqualTo("{\"n\":2,\"id\":\"merge/b\",\"params\":{\"image\":\"y.png\",\"sample\":\"s\"},"
                        + "\"groups\":{\"join\":\"s\"}}");
        assertThat(lines("join")).hasSize(2);
        assertThat(lines("join").get(1))
                .startsWith("{\"n\":2,\"id\":\"join/t\"")
                .contains("\"sample\":\"t\"");
        assertThat(lines("report")).hasSize(1);
        assertThat(Additions.grown(manifest())).isTrue();
    }

    @Test
    void whatIsThereByItsKeyIsNotAddedTwiceAndNotChanged() throws IOException {
        Campaign campaign = submitted(PIPELINE, "id,image,sample\na,x.png,s\n");
        Additions same = add(campaign, "{'sample':'s','image':'x.png','id':'a'}");
        assertThat(same.any()).isFalse();
        assertThat(same.there("match")).isEqualTo(1);
        same.discard();
        assertThatThrownBy(() -> add(campaign, "{'id':'a','image':'other.png','sample':'s'}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("rows:1: task match/a is there already, with other parameters");
        assertThatThrownBy(() -> add(campaign, "{'image':'y.png','sample':'s'}"))
                .hasMessageContaining("rows:1: has no 'id', other tasks have");
        assertOnlyManifest();
    }

    @Test
    void withoutKeysTheContentsTellAndWhatIsNamedTwiceIsThereTwice() throws IOException {
        Campaign campaign = submitted(PIPELINE, "image,sample\nx.png,s\nx.png,s\n");
        String x = "{'sample':'s','image':'x.png'}";
        assertThat(add(campaign, x, x).any()).isFalse();
        Additions third = add(campaign, x, x, x);
        assertThat(third.there("match")).isEqualTo(2);
        assertThat(third.added()).containsEntry("match", 1L).containsEntry("merge", 1L);
        third.publish();
        third.discard();
        assertThat(lines("match").get(2)).startsWith("{\"n\":3,\"id\":\"match/000003\"");
        assertThat(add(campaign, x, x, x).any()).isFalse();
    }

    @Test
    void parameterThatTheCommandNeedsIsMissed() throws IOException {
        Campaign campaign = submitted(PIPELINE, "image,sample\nx.png,s\n");
        assertThatThrownBy(() -> add(campaign, "{'sample':'s'}"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("rows:1: task match/000002")
                .hasMessageContaining("image");
        assertThatThrownBy(() -> add(campaign, "{'image':'y.png'}")).hasMessageContaining("'sample' is missing");
        assertThatThrownBy(() -> add(campaign, "[1]")).hasMessageContaining("rows:1: is not a JSON object");
        assertOnlyManifest();
    }

    @Test
    void openCampaignMayBeginWithNothing() throws IOException {
        Campaign campaign = submitted(PIPELINE, "image,sample\n");
        add(campaign, "{'id':'a','image':'x.png','sample':'s'}").publish();
        assertThat(lines("match")).hasSize(1);
        assertThatThrownBy(() -> submitted(PIPELINE.replace("open: true", "open: false"), "image,sample\n"))
                .hasMessageContaining("no rows");
    }

    @Test
    void openCampaignMayHaveAnEmptyList() throws IOException {
        String file = "open: true\nstages: {match: {handler: ./serve.sh, tasks: {list: []}}}\n";
        Campaign campaign = submitted(file, "");
        add(campaign, "{'function':'count','text':'x'}").publish();
        assertThat(lines("match")).hasSize(1);
        assertThatThrownBy(() -> submitted(file.replace("open: true", "open: false"), ""))
                .hasMessageContaining("not a single task");
    }

    /** Killed between the moves of two files: whoever comes next completes it; killed before, nothing has happened. */
    @Test
    void interruptedPublishIsCompletedOrUndone() throws IOException {
        Campaign campaign = submitted(PIPELINE, "id,image,sample\na,x.png,s\n");
        ManifestFolder manifest = new ManifestFolder(manifest());
        Files.writeString(manifest().resolve("match.jsonl.longer"), "longer\n");
        Files.writeString(manifest().resolve("match.jsonl.77.new"), "new\n");
        manifest.settle();
        assertOnlyManifest();
        assertThat(lines("match")).hasSize(1);
        assertThat(manifest.grown()).isFalse();

        Additions.of(campaign, Map.of("match", rows("{'id':'b','image':'y.png','sample':'t'}")), manifest())
                .publish();
        List<String> match = lines("match");
        // As if the second file had been moved, and neither the first nor the mark.
        Files.move(manifest().resolve("match.jsonl"), manifest().resolve("match.jsonl.longer"));
        Files.write(manifest().resolve("match.jsonl"), match.subList(0, 1));
        Files.move(manifest().resolve("grown"), manifest().resolve("growing"));
        assertThat(Additions.grown(manifest())).isTrue();
        assertThat(lines("match")).isEqualTo(match);
        assertThat(lines("merge")).hasSize(2);
    }

    private void assertOnlyManifest() throws IOException {
        try (Stream<Path> files = Files.list(manifest())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("match.jsonl", "merge.jsonl", "join.jsonl", "report.jsonl");
        }
    }

    private Path manifest() {
        return folder.resolve("manifest");
    }

    private Campaign submitted(String text, String csv) throws IOException {
        Files.writeString(folder.resolve("edges.csv"), csv);
        Path file = Files.writeString(folder.resolve("c.yml"), text);
        return Expansion.run(CampaignFile.read(file), manifest(), "me").campaign();
    }

    private static org.musterhpc.launcher.source.Source rows(String... lines) {
        String text = String.join("\n", lines).replace('\'', '"');
        return GivenRows.jsonl("rows", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Additions add(Campaign campaign, String... lines) {
        assertThat(campaign.stages()).extracting(Stage::name).contains("match");
        return Additions.of(campaign, Map.of("match", rows(lines)), manifest());
    }

    private List<String> lines(String stage) throws IOException {
        return Files.readAllLines(manifest().resolve(stage + ".jsonl"));
    }
}
