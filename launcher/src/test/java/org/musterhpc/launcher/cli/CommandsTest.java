package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

class CommandsTest {
    private static final Tally FINISHED = Samples.tally(0, 0, 3, 0, Map.of(Outcome.OK, 3L));

    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() {
        desk = new Desk(home);
        desk.queues.with("apollo", FINISHED);
    }

    @Test
    void onlyCampaignIsMeantAndToldOnStandardError() {
        assertThat(desk.types("status", "--json")).isZero();
        assertThat(desk.err()).isEqualTo("campaign apollo, the only one\n");
        assertThat(desk.out()).startsWith("{\"campaign\":\"apollo\"").hasLineCount(1);
    }

    @Test
    void guessIsToldOnceWhateverTheCommand() {
        for (String command : List.of("logs", "show", "explain")) {
            desk.types(command, "match/none");
            assertThat(desk.err().split("the only one", -1)).hasSize(2);
        }
    }

    @Test
    void campaignThatHasEndedHasNoRate() {
        desk.queues.with("gone", new Tally(3, Map.of(State.DONE, 3L), 0, 0, true, Map.of(Outcome.OK, 3L), 3));
        assertThat(desk.types("status", "gone", "--json")).isZero();
        assertThat(desk.out()).contains("\"rate_per_s\":0");
        assertThat(desk.types("status", "gone")).isZero();
        assertThat(desk.out()).doesNotContain("/s");
    }

    @Test
    void fileThatLiesElsewhereIsToldAndNotTakenForATask() {
        for (String[] words : new String[][] {
            {"retry", "apollo.yml"}, {"cancel", "sub/apollo.yaml"}, {"explain", "apollo.yml"}, {"status", "apollo.yml"}
        }) {
            assertThat(desk.types(words)).isEqualTo(2);
            assertThat(desk.err())
                    .contains("there is no file " + Path.of(words[1]).toAbsolutePath())
                    .contains("or the campaign: apollo");
        }
        assertThat(desk.queues.asked).isEmpty();
    }

    @Test
    void roundOfASentinelWithNothingToDoSaysSo() {
        assertThat(desk.types("sentinel", "--once")).isZero();
        assertThat(desk.err()).contains("no campaign is on its way: nothing to look after");
    }

    @Test
    void unknownClusterNamesTheFileWhereClustersAre() throws Exception {
        Path config = Files.writeString(home.resolve("site.yml"), "clusters: {cosma: {type: slurm}}\n");
        Path file = Files.writeString(home.resolve("c.yml"), "command: x\ntasks: {range: 1-2}\n");
        assertThat(desk.types("verify", file.toString(), "--cluster", "cosam", "--config", config.toString()))
                .isEqualTo(2);
        assertThat(desk.err())
                .contains("there is no cluster 'cosam' in " + config)
                .contains("use one of: cosma, local");
        assertThat(desk.types("verify", file.toString(), "--cluster", "lab")).isEqualTo(2);
        assertThat(desk.err()).contains("in " + home.resolve(".config/muster/muster.yml") + ", which is not there");
    }

    @Test
    void amongSeveralTheOneUsedLastIsMeant() throws Exception {
        desk.queues.with("gemini", FINISHED);
        assertThat(desk.types("status")).isEqualTo(2);
        assertThat(desk.err()).isEqualTo("muster: which campaign? There are apollo, gemini\n  → name one of them\n");
        Files.writeString(home.resolve("last-campaign"), "gemini\n");
        assertThat(desk.types("status")).isZero();
        assertThat(desk.err()).isEqualTo("campaign gemini, the last one used\n");
    }

    @Test
    void whatCannotBeUndoneIsNeverGuessed() throws Exception {
        desk.queues.with("gemini", FINISHED);
        Files.writeString(home.resolve("last-campaign"), "gemini\n");
        assertThat(desk.types("cancel")).isEqualTo(2);
        assertThat(desk.types("purge", "--yes")).isEqualTo(2);
        assertThat(desk.queues.asked).isEmpty();
    }

    @Test
    void mistypedCampaignIsCorrected() {
        assertThat(desk.types("status", "apolo")).isEqualTo(2);
        assertThat(desk.err())
                .isEqualTo("muster: there is no campaign 'apolo' at redis://127.0.0.1:1\n  → did you mean: apollo\n");
    }

    @Test
    void rollcallThatDoesNotHoldIsStatusOne() {
        assertThat(desk.types("rollcall", "apollo")).isZero();
        assertThat(desk.types("rollcall", "apollo", "--deep", "--json")).isEqualTo(1);
        assertThat(desk.out())
                .contains("\"missing\":[\"match/7\"],\"doubled\":[],\"flaws\":[]}")
                .contains("\"holds\":false");
        desk.queues.with("lost", new Tally(3, Map.of(State.DONE, 2L), 0, 0, true, Map.of(), 0));
        assertThat(desk.types("rollcall", "lost")).isEqualTo(1);
    }

    @Test
    void waitIsZeroOnlyIfEveryTaskIsDone() {
        assertThat(desk.types("wait", "apollo")).isZero();
        desk.queues.with("bad", Samples.tally(0, 0, 2, 1, Map.of()));
        assertThat(desk.types("wait", "bad")).isEqualTo(1);
        assertThat(desk.out()).isEqualTo("bad: 2 of 3 tasks done\n");
    }

    @Test
    void waitGivesUpAfterTheTimeout() {
        desk.queues.with("slow", Samples.tally(2, 1, 0, 0, Map.of()));
        assertThat(desk.types("wait", "slow", "--timeout", "0s")).isEqualTo(1);
        assertThat(desk.err()).contains("slow has not ended: 3 of 3 tasks are still to end");
        assertThat(desk.types("wait", "slow", "--timeout", "soon")).isEqualTo(2);
    }

    @Test
    void limitEndsAListingEarly() {
        for (int i = 1; i <= 5; i++) {
            desk.queues.tasks.add(Samples.task(State.PENDING, Samples.message("match/" + i, "n", "" + i)));
        }
        assertThat(desk.types("tasks", "--limit", "2", "--json")).isZero();
        assertThat(desk.out()).hasLineCount(2);
        assertThat(desk.types("tasks", "--state", "dead,working", "--json")).isZero();
        assertThat(desk.out()).isEmpty();
    }

    @Test
    void taskIsFoundWithAndWithoutItsCampaign() {
        desk.queues.tasks.add(Samples.ended(Samples.dead("match/000003", 3)));
        assertThat(desk.types("show", "match/000003", "--json")).isZero();
        assertThat(desk.types("show", "apollo", "match/000003", "--json")).isZero();
        assertThat(desk.out()).contains("\"history\":[{\"attempt\":2,\"outcome\":\"EXIT\"");
        assertThat(desk.types("show", "apollo", "match/9")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: campaign apollo has no task 'match/9'\n  → ");
        assertThat(desk.types("show", "apollo", "000003")).isEqualTo(2);
        assertThat(desk.err()).endsWith("  → did you mean: match/000003\n");
        assertThat(desk.types("show", "apollo")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: muster show is about one task, and none is named");
    }

    @Test
    void resultsAreLinesForPrograms() {
        desk.queues.tasks.add(Samples.ended(Samples.done("match/1", null, "image", "a.png")));
        assertThat(desk.types("results", "apollo")).isZero();
        assertThat(desk.out()).startsWith("{\"id\":\"match/1\",").hasLineCount(1);
        assertThat(desk.types("results", "apollo", "--format", "csv")).isZero();
        assertThat(desk.out()).startsWith("id,stage,state,outcome,").hasLineCount(2);
    }

    @Test
    void cancelNamesItsTasksOrAllOfThem() {
        desk.queues.tasks.add(Samples.task(State.PENDING, Samples.message("match/1")));
        assertThat(desk.types("cancel", "apollo", "match/1", "--json")).isZero();
        assertThat(desk.out()).isEqualTo("{\"campaign\":\"apollo\",\"cancelled\":1}\n");
        assertThat(desk.types("cancel", "apollo", "match/2")).isEqualTo(2);
        assertThat(desk.types("cancel", "apollo")).isZero();
        assertThat(desk.queues.asked).containsExactly("cancel apollo [match/1]", "cancel apollo []");
    }

    @Test
    void onlyDeadTasksAreRetried() {
        desk.queues.tasks.add(Samples.ended(Samples.done("match/1", null)));
        assertThat(desk.types("retry", "apollo", "match/1", "--no-run")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: match/1 is DONE, and only what is DEAD is sent again");
        assertThat(desk.types("retry", "apollo", "--no-run", "--json")).isZero();
        assertThat(desk.out()).isEqualTo("{\"campaign\":\"apollo\",\"requeued\":2}\n");
    }

    @Test
    void purgeAsksAndTakesNothingForAnAnswer() {
        assertThat(desk.types("purge", "apollo")).isEqualTo(2);
        assertThat(desk.answering("\n").types("purge", "apollo")).isEqualTo(1);
        assertThat(desk.queues.asked).isEmpty();
        assertThat(desk.answering("y\n").types("purge", "apollo")).isZero();
        assertThat(desk.queues.asked).containsExactly("purge apollo");
    }

    @Test
    void purgeRefusesWhileTasksRun() {
        desk.queues.with("busy", Samples.tally(0, 1, 0, 0, Map.of()));
        assertThat(desk.types("purge", "busy", "--yes")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: 1 task of busy is running\n  → ");
        assertThat(desk.types("purge", "busy", "--yes", "--force")).isZero();
    }

    @Test
    void purgeRemovesManifestAndLogs() throws Exception {
        Path logs = home.resolve("campaigns/apollo/logs/a1");
        Files.createDirectories(logs);
        Files.writeString(logs.resolve("slot-1.log"), "x");
        assertThat(desk.types("purge", "apollo", "--yes")).isZero();
        assertThat(home.resolve("campaigns/apollo")).doesNotExist();
        assertThat(home.resolve("campaigns")).exists();
    }

    @Test
    void pauseSaysHowToGoOn() {
        assertThat(desk.types("pause", "apollo")).isZero();
        assertThat(desk.out()).contains("muster resume apollo");
        assertThat(desk.types("resume", "apollo", "--json")).isZero();
        assertThat(desk.out()).isEqualTo("{\"campaign\":\"apollo\",\"paused\":false}\n");
        assertThat(desk.queues.asked).containsExactly("pause apollo", "resume apollo");
    }

    @Test
    void unknownStageIsCorrected() {
        assertThat(desk.types("tasks", "apollo", "--stage", "mach")).isEqualTo(2);
        assertThat(desk.err()).isEqualTo("muster: campaign apollo has no stage 'mach'\n  → did you mean: match\n");
    }

    @Test
    void eventsAreOneObjectALine() {
        desk.queues.events.add(new View.Event(Samples.NOW, "bury", "match", "match/3", Map.of("outcome", "EXIT")));
        assertThat(desk.types("events", "apollo", "--json")).isZero();
        assertThat(desk.out())
                .isEqualTo("{\"time\":\"2026-11-23T20:15:03.120Z\",\"kind\":\"bury\",\"id\":\"match/3\","
                        + "\"stage\":\"match\",\"state\":\"DEAD\",\"outcome\":\"EXIT\",\"attempt\":null}\n");
    }

    @Test
    void initWritesAFirstFileAndNeverOverwritesOne() throws Exception {
        Path file = home.resolve("mine.yml");
        assertThat(desk.types("init", file.toString())).isZero();
        assertThat(desk.out()).contains("next: muster run " + file);
        Files.writeString(file, "precious");
        assertThat(desk.types("init", file.toString())).isEqualTo(2);
        assertThat(file).hasContent("precious");
    }
}
