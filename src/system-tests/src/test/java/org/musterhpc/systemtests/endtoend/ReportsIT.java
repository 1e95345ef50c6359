package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A campaign that fails in part is shown, asks for less, and is looked at elsewhere, where nothing of it can be run. */
class ReportsIT {
    private static final String CAMPAIGN = """
            campaign: small
            halt: never
            env: {TOKEN: hunter2}
            stages:
              work:
                command: ./work.sh {{n}}
                tasks: {range: 1-30}
                walltime: 1h
                retry: {max_attempts: 2, backoff: 100ms, on: {exit: same}}
              then:
                after: work
                command: echo then {{n}}; touch ran-{{n}}
            """;

    private static final String SCRIPT = """
            #!/bin/bash
            echo "<script>alert($1)</script> task $1"
            [ $(($1 % 10)) != 0 ] || exit 3
            """;

    @Test
    void aCampaignIsShownAndLookedAtElsewhere() throws IOException {
        try (Muster here = new Muster();
                Muster there = new Muster()) {
            here.write("muster.yml", "agent: {slots: 4, linger: 1s}\n");
            assertThat(here.write("work.sh", SCRIPT).toFile().setExecutable(true))
                    .isTrue();
            here.write("small.yml", CAMPAIGN);
            Ended run = here.run("run", "small.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);

            reported(here);
            advised(here);
            fine(here.run("retry", "small", "work/000010", "--no-run")); // so that one could run
            Path archive = here.folder.resolve("small.tar.gz");
            fine(here.run("export", "small", "--logs"));
            imported(here, there, archive);
            nothingOfItRuns(there);
            hostileFilesLeaveNothing(there, archive);
        }
    }

    private static Ended fine(Ended ended) {
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        return ended;
    }

    private static void reported(Muster here) throws IOException {
        fine(here.run("report", "small"));
        Path page = here.folder.resolve("small-report.html");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        assertThat(page).content().contains("&lt;script&gt;alert(").doesNotContain("<script", "hunter2");
        assertThat(here.run("report", "small").exit()).isEqualTo(2);

        JsonNode report = fine(here.run("report", "small", "--json")).json();
        assertThat(report.at("/stages/0/attempts").toString()).isEqualTo("{\"OK\":27,\"EXIT\":6}");
        assertThat(report.at("/failures/0/attempts").asInt()).isEqualTo(6);
        assertThat(report.at("/failures/0/dead").asInt()).isEqualTo(3);
        assertThat(report.at("/failures/0/last_lines/0/line").asText()).contains("<script>alert(");
        int attempts = 0;
        for (JsonNode agent : report.path("agents")) {
            attempts +=
                    agent.path("attempts").asInt(); // one that heard of nothing for a second was followed by another
        }
        assertThat(attempts).isEqualTo(60);
        assertThat(report.at("/agents/0/slots").asInt()).isBetween(1, 4);
    }

    /** What it advises can be pasted into the file, and is taken. */
    private static void advised(Muster here) {
        JsonNode advice = fine(here.run("advise", "small", "--json")).json();
        assertThat(advice.at("/stages/0/changes/0").toString())
                .isEqualTo("{\"key\":\"walltime\",\"from\":\"1h\",\"to\":\"10s\"}");
        assertThat(advice.path("yaml").asText()).contains("  work:\n    walltime: 10s\n");
        here.write("small.yml", CAMPAIGN.replace("walltime: 1h", "walltime: 10s"));
        Ended update = fine(here.run("submit", "small.yml", "--update", "--stage-only"));
        assertThat(update.out() + update.err()).contains("walltime 1 h → 10 s");
    }

    private static Map<String, String> records(Muster muster) {
        return fine(muster.run("results", "small")).jsonLines().stream()
                .collect(Collectors.toMap(
                        record -> record.path("id").asText(),
                        record -> record.path("state").asText()
                                + record.path("exit")
                                + record.path("started")
                                + record.path("wall_s")
                                + record.path("host")
                                + record.path("params"),
                        (one, two) -> one,
                        TreeMap::new));
    }

    private static void imported(Muster here, Muster there, Path archive) {
        Ended taken = fine(there.run("import", archive.toString()));
        assertThat(taken.out()).contains("imported small: 60 tasks");
        assertThat(there.run("status", "small", "--json").json().path("stages"))
                .isEqualTo(here.run("status", "small", "--json").json().path("stages"));
        assertThat(records(there)).isEqualTo(records(here)).hasSize(56);
        fine(there.run("rollcall", "small", "--deep"));
        JsonNode dead =
                fine(there.run("show", "small", "work/000020", "--json")).json();
        assertThat(dead.path("history")).hasSize(2);
        assertThat(dead)
                .isEqualTo(withLogsOf(
                        here.run("show", "small", "work/000020", "--json").json(), dead));
        for (String id : List.of("work/000020", "work/000007", "then/000007")) {
            assertThat(fine(there.run("logs", "small", id)).out())
                    .isEqualTo(here.run("logs", "small", id).out())
                    .isNotEmpty();
        }
        JsonNode report = fine(there.run("report", "small", "--json")).json();
        JsonNode before = here.run("report", "small", "--json").json();
        for (String part : List.of("stages", "busy_s", "hosts", "created", "owner")) {
            assertThat(report.path(part)).as(part).isEqualTo(before.path(part));
        }
        assertThat(report.at("/failures/0/attempts")).isEqualTo(before.at("/failures/0/attempts"));
        assertThat(there.run("import", archive.toString()).exit()).isEqualTo(2);
        fine(there.run("import", archive.toString(), "--as", "other"));
        fine(there.run("purge", "other", "--yes"));
    }

    /** Its attempts' outputs lie elsewhere there; all else is the same. */
    private static JsonNode withLogsOf(JsonNode task, JsonNode other) {
        for (int i = 0; i < task.path("history").size(); i++) {
            ((ObjectNode) task.path("history").get(i))
                    .set("log", other.path("history").get(i).path("log"));
        }
        ((ObjectNode) task).set("log", other.path("log"));
        return task;
    }

    private static void nothingOfItRuns(Muster there) throws IOException {
        there.write("small.yml", CAMPAIGN);
        for (String command : List.of(
                "run small",
                "run small.yml",
                "submit small.yml --update",
                "retry small",
                "try small then/000010 --dry",
                "try small work/000010",
                "restore small")) {
            Ended refused = there.run(command.split(" "));
            assertThat(refused.exit())
                    .as(command + refused.out() + refused.err())
                    .isNotZero();
            assertThat(refused.err()).as(command).doesNotContain("unexpected").hasLineCount(2);
        }
        fine(there.run("sentinel", "--once"));
        try (Stream<Path> files = Files.list(there.folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .noneMatch(name -> name.startsWith("ran-"));
        }
        fine(there.run("rollcall", "small", "--deep"));
        fine(there.run("purge", "small", "--yes"));
    }

    private static void hostileFilesLeaveNothing(Muster there, Path archive) throws IOException {
        byte[] whole = Files.readAllBytes(archive);
        there.write("empty.tar.gz", "");
        there.write("text.tar.gz", "not an archive\n");
        Files.write(there.folder.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length - 20));
        for (String name : List.of("empty.tar.gz", "text.tar.gz", "cut.tar.gz", "none.tar.gz")) {
            Ended refused = there.run("import", name);
            assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err()).hasLineCount(2);
        }
        Ended tooLarge = there.run("import", archive.toString(), "--most", "10K");
        assertThat(tooLarge.exit()).isEqualTo(2);
        assertThat(tooLarge.err()).contains("larger than");
        assertThat(there.run("status", "--all", "--json").out()).isEmpty();
        Path campaigns = there.folder.resolve("home/campaigns");
        if (Files.exists(campaigns)) {
            assertThat(campaigns).isEmptyDirectory();
        }
    }
}
