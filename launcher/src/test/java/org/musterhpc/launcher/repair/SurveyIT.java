package org.musterhpc.launcher.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.State;
import org.musterhpc.testkit.Ceiling;

/** What runs again of a campaign whose outputs are deleted. */
class SurveyIT {
    private static final List<String> STAGES = List.of("rvm", "preprocess", "detection", "process");
    private static final String PIPELINE = """
            campaign: scan
            stages:
              rvm: {command: "x {{n}}", tasks: {range: 1-COUNT}, outputs: ["out/{{stage}}/{{key}}"]}
              preprocess: {command: x, after: rvm, outputs: ["out/{{stage}}/{{key}}", "out/{{stage}}/{{key}}.txt"]}
              detection: {command: x, after: preprocess, outputs: ["out/{{stage}}/{{key}}"]}
              process: {command: x, after: detection, outputs: ["out/{{stage}}/{{n}}"]}
            """;

    @TempDir
    Path folder;

    private MadeCampaign scan;

    @AfterEach
    void close() {
        if (scan != null) {
            scan.close();
        }
    }

    private void finished(String file) throws IOException {
        scan = new MadeCampaign(folder, file);
        scan.submit();
        scan.work();
    }

    private void delete(String... names) throws IOException {
        for (String name : names) {
            Files.delete(folder.resolve("out").resolve(name));
        }
    }

    private List<String> repaired(Survey survey) {
        scan.send(survey);
        List<String> ran = scan.work();
        Collections.sort(ran);
        assertThat(scan.queues.view().audit("scan").holds()).isTrue();
        assertThat(scan.queues.view().overview("scan").holds()).isTrue();
        return ran;
    }

    private static Survey.Wanted downstream() {
        return new Survey.Wanted(null, true, Set.of());
    }

    @Test
    void justWhatWasDeletedRunsAgain() throws Exception {
        finished(PIPELINE.replace("COUNT", "1000"));
        Random random = new Random(137);
        Set<String> deleted = new TreeSet<>();
        while (deleted.size() < 137) {
            String stage = STAGES.get(random.nextInt(4));
            int n = 1 + random.nextInt(1000);
            String id = stage + "/%06d".formatted(n);
            if (deleted.add(id)) {
                delete(stage.equals("process") ? stage + "/" + n : id);
            }
        }
        Survey survey = scan.survey(scan.all());
        assertThat(MadeCampaign.runs(survey)).isEqualTo(deleted);
        assertThat(survey.found().stream().mapToLong(StageFindings::looked).sum())
                .isEqualTo(4_000);
        assertThat(repaired(survey)).containsExactlyElementsOf(deleted);
        assertThat(MadeCampaign.runs(scan.survey(scan.all()))).isEmpty();
        assertThat(scan.queues
                        .view()
                        .find("scan", deleted.iterator().next())
                        .orElseThrow()
                        .history())
                .hasSize(1);
    }

    @Test
    void allThatFollowsRunsWhereThatIsWantedAndEachWaitsForWhatItFollows() throws Exception {
        finished(PIPELINE.replace("COUNT", "20"));
        delete("rvm/000003", "preprocess/000003", "detection/000007", "process/9");
        List<String> ran = new ArrayList<>();
        scan.send(scan.survey(downstream()));
        ran.addAll(scan.work());
        assertThat(ran)
                .containsExactlyInAnyOrder(
                        "rvm/000003",
                        "preprocess/000003",
                        "detection/000003",
                        "process/000003",
                        "detection/000007",
                        "process/000007",
                        "process/000009");
        assertThat(ran.stream().filter(id -> id.endsWith("3")).toList())
                .containsExactly("rvm/000003", "preprocess/000003", "detection/000003", "process/000003");
    }

    @Test
    void whatIsToRunIsNamedAndSentInTheOrderOfTheCampaign() throws Exception {
        finished(PIPELINE.replace("COUNT", "5"));
        delete("process/2");
        scan.send(scan.survey(scan.all()));
        assertThat(scan.work()).as("it ends behind all others").containsExactly("process/000002");
        delete("process/2", "process/4");
        Survey survey = scan.survey(scan.all());
        assertThat(List.copyOf(survey.found()).get(3).ids()).containsExactly("process/000002", "process/000004");
        scan.send(survey);
        assertThat(scan.work()).containsExactly("process/000002", "process/000004");
    }

    @Test
    void followerThatIsOlderThanWhatItWasMadeFromRunsAgain() throws Exception {
        finished(PIPELINE.replace("COUNT", "5"));
        Instant made = scan.queues.view().now();
        await().atMost(Ceiling.TIME).until(() -> scan.queues.view().now().isAfter(made.plusMillis(50)));
        FileTime before = FileTime.from(made.minus(Duration.ofDays(1)));
        Files.setLastModifiedTime(folder.resolve("out/detection/000002"), before);
        Files.setLastModifiedTime(folder.resolve("out/detection/000003"), before);
        delete("preprocess/000001", "preprocess/000002.txt");
        assertThat(repaired(scan.survey(scan.all())))
                .containsExactly("detection/000002", "preprocess/000001", "preprocess/000002");
        // What was made again since is newer than what follows it.
        delete("preprocess/000001");
        assertThat(repaired(scan.survey(scan.all()))).containsExactly("detection/000001", "preprocess/000001");
        delete("preprocess/000001");
        assertThat(repaired(scan.survey(scan.all()))).containsExactly("preprocess/000001");
    }

    @Test
    void ofTwoWhoSeeTheSameOneSendsIt() throws Exception {
        finished(PIPELINE.replace("COUNT", "20"));
        delete("rvm/000003", "preprocess/000003", "process/9");
        Survey first = scan.survey(scan.all());
        Survey second = scan.survey(scan.all());
        assertThat(scan.send(first).reopened()).isEqualTo(3);
        assertThat(scan.send(second).all()).isZero();
        assertThat(scan.work()).hasSize(3);
        assertThat(scan.send(second).all()).as("it was done once more since").isZero();
        assertThat(scan.work()).isEmpty();
    }

    @Test
    void whatIsDeadOrCancelledRunsAgainWhereItsOutputIsMissing() throws Exception {
        scan = new MadeCampaign(folder, PIPELINE.replace("COUNT", "5"));
        scan.submit();
        scan.queues.control().cancel("scan", null, List.of("rvm/000004"));
        scan.work(id -> !id.equals("rvm/000001") && !id.equals("preprocess/000002"));
        Files.createFile(folder.resolve("out/rvm/000001"));
        Survey survey = scan.survey(scan.all());
        assertThat(MadeCampaign.runs(survey)).containsExactly("preprocess/000002", "rvm/000004");
        Survey again = scan.survey(scan.all());
        assertThat(repaired(survey))
                .contains("preprocess/000002", "detection/000002", "rvm/000004", "process/000004")
                .hasSize(3 + 4);
        assertThat(scan.send(again).all()).isZero();
        StageFindings rvm = scan.survey(scan.all()).found().iterator().next();
        assertThat(rvm.deadThere()).isEqualTo(1);
    }

    @Test
    void deadTaskThatDiedAgainIsNotSentByWhoSawItDieBefore() throws Exception {
        scan = new MadeCampaign(folder, PIPELINE.replace("COUNT", "2"));
        scan.submit();
        scan.work(id -> !id.equals("rvm/000001"));
        Survey survey = scan.survey(scan.all());
        Survey other = scan.survey(scan.all());
        assertThat(scan.send(survey).requeued()).isEqualTo(1);
        assertThat(scan.work(id -> false)).containsExactly("rvm/000001");
        assertThat(scan.send(other).requeued()).isZero();
    }

    @Test
    void ofAStageThatIsNamedAndWhatFollowsIt() throws Exception {
        finished(PIPELINE.replace("COUNT", "9"));
        delete("rvm/000001", "preprocess/000002", "detection/000002", "detection/000003", "process/4");
        assertThat(repaired(scan.survey(new Survey.Wanted("preprocess", false, Set.of()))))
                .containsExactly("detection/000002", "preprocess/000002");
    }

    @Test
    void groupWaitsForItsMembersAndTheWholeIsPutOff() throws Exception {
        Files.writeString(folder.resolve("parts.csv"), "n,sample\n1,s1\n2,s1\n3,s2\n4,s2\n");
        finished("""
                campaign: scan
                stages:
                  part: {command: x, tasks: {csv: parts.csv}, outputs: ["out/part-{{n}}"]}
                  join: {command: x, after: {stage: part, group: sample}, outputs: ["out/join-{{sample}}"]}
                  notes: {command: x, after: join}
                  report: {command: x, after: {stage: join, all: true}, outputs: [out/report]}
                """);
        delete("part-1", "join-s1", "join-s2", "report");
        Survey survey = scan.survey(scan.all());
        assertThat(MadeCampaign.runs(survey)).containsExactly("join/s1", "join/s2", "part/000001");
        assertThat(survey.later()).containsExactly("report/000001");
        scan.send(survey);
        assertThat(scan.queues.view().find("scan", "join/s1").orElseThrow().state())
                .isEqualTo(State.BLOCKED);
        assertThat(scan.survey(scan.all()).later()).containsExactly("report/000001");
        assertThat(scan.work()).hasSize(3);
        assertThat(repaired(scan.survey(scan.all()))).containsExactly("report/000001");

        Instant made = scan.queues.view().now();
        await().atMost(Ceiling.TIME).until(() -> scan.queues.view().now().isAfter(made.plusMillis(50)));
        delete("part-3");
        Survey down = scan.survey(downstream());
        assertThat(repaired(down)).containsExactly("join/s2", "notes/s2", "part/000003");
        assertThat(MadeCampaign.runs(scan.survey(new Survey.Wanted(null, false, down.later()))))
                .containsExactly("report/000001");
        assertThat(MadeCampaign.runs(scan.survey(scan.all()))).isEmpty();
        assertThat(repaired(scan.survey(downstream()))).as("it was put off").containsExactly("report/000001");
        assertThat(MadeCampaign.runs(scan.survey(downstream()))).isEmpty();
    }

    @Test
    void whatRedisSaysOfATaskIsNeverSigned() throws Exception {
        finished(PIPELINE.replace("COUNT", "2"));
        delete("rvm/000001");
        Survey survey = scan.survey(scan.all());
        String done = "muster:{scan}:rvm:done";
        List<String> entries = scan.redis("XRANGE " + done + " - +").lines().toList();
        int at = 0;
        while (!entries.get(at).contains("{\"n\":1,")) {
            at++;
        }
        String forged = entries.get(at).replace("\"params\"", "\"command\":\"evil\",\"params\"");
        assertThat(forged).contains("evil");
        scan.redis("DEL " + done, "XADD " + done + " " + entries.get(at - 2) + " r '" + forged + "'");
        scan.send(survey);
        assertThat(scan.queues
                        .view()
                        .find("scan", "rvm/000001")
                        .map(View.TaskView::message)
                        .orElseThrow()
                        .needs()
                        .command())
                .isNull();
    }

    @Test
    void campaignThatWasNeverSubmittedSendsWhatIsMissing() throws Exception {
        scan = new MadeCampaign(folder, PIPELINE.replace("COUNT", "50"));
        Set<String> missing = new TreeSet<>();
        Random random = new Random(5);
        for (String stage : STAGES) {
            Files.createDirectories(folder.resolve("out").resolve(stage));
            for (int n = 1; n <= 50; n++) {
                String id = stage + "/%06d".formatted(n);
                if (random.nextInt(4) == 0) {
                    missing.add(id);
                } else {
                    scan.manifest.messages(stage, n - 1, batch -> {
                        scan.files(scan.expanded.campaign().stage(stage), batch.get(0), 1)
                                .forEach(SurveyIT::touch);
                        return false;
                    });
                }
            }
        }
        Survey survey = scan.surveyOfTheFile(false);
        assertThat(MadeCampaign.runs(survey)).isEqualTo(missing);
        // Whoever is killed in the middle says it again; of two at once, one ends it.
        assertThatThrownBy(() -> scan.found(survey, (stage, after, batches) -> {
                    if (stage.equals("detection")) {
                        scan.manifest.messages(stage, after, batch -> batches.test(batch.subList(0, 20)));
                        throw new IllegalStateException("killed");
                    }
                    scan.manifest.messages(stage, after, batches);
                }))
                .hasMessage("killed");
        assertThat(scan.queues.recovery().underWay("scan")).isTrue();
        boolean slower = scan.found(survey, (stage, after, batches) -> {
            if (stage.equals("process")) {
                assertThat(scan.found(survey)).isTrue();
            }
            scan.manifest.messages(stage, after, batches);
        });
        assertThat(slower).isFalse();
        scan.found(survey); // said again, there is nothing to put in
        View view = scan.queues.view();
        assertThat(view.audit("scan").holds()).isTrue();
        assertThat(view.overview("scan").stages().values()).allMatch(tally -> tally.pushed() == 50 && tally.sealed());
        Set<String> done = new HashSet<>();
        view.endings("scan", null, ending -> {
            done.add(ending.message().id());
            assertThat(ending.last().detail().reason()).isEqualTo("found on disk");
            assertThat(ending.last().attempt()).isZero();
        });
        assertThat(done).hasSize(200 - missing.size());
        List<String> ran = scan.work();
        Collections.sort(ran);
        assertThat(ran).containsExactlyElementsOf(missing);
        assertThat(view.audit("scan").holds()).isTrue();
        assertThat(view.overview("scan").complete()).isTrue();
        assertThat(view.overview("scan").stages().get("rvm").runTimes().done())
                .as("what never ran teaches nothing")
                .isEqualTo(missing.stream().filter(id -> id.startsWith("rvm")).count());

        touchAgain("rvm/000001");
    }

    @Test
    void openCampaignOfWhichAPartIsThereStaysOpenAndKeepsWhatIsRunAtItsEnd() throws Exception {
        scan = new MadeCampaign(folder, PIPELINE.replace("COUNT", "3") + "open: true\non_end: \"true\"\n");
        Files.createDirectories(folder.resolve("out/rvm"));
        Files.createFile(folder.resolve("out/rvm/000002"));
        assertThat(scan.found(scan.surveyOfTheFile(false))).isTrue();
        Campaign there = scan.queues.view().campaign("scan").orElseThrow();
        assertThat(there.open()).isTrue();
        assertThat(there.onEnd()).isEqualTo(scan.expanded.campaign().onEnd()).isNotNull();
        assertThat(scan.key.signed(there)).isTrue();
        View.Overview overview = scan.queues.view().overview("scan");
        assertThat(overview.stages().values()).noneMatch(Tally::sealed);
        assertThat(overview.stages().get("rvm").count(State.DONE)).isEqualTo(1);
        assertThat(overview.complete()).isFalse();
    }

    /** One that was found can be made again as any other. */
    private void touchAgain(String id) throws IOException {
        Files.delete(folder.resolve("out").resolve(id));
        assertThat(repaired(scan.survey(scan.all()))).containsExactly(id);
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
