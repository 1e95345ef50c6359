package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** A campaign whose file changes while it is there. */
class UpdateIT {
    private static final String FILE = """
            stages:
              first: {command: "echo {{id}} {{path}} old >> ran; GATE", tasks: {csv: rows.csv}, walltime: 5m}
              second: {command: "echo {{id}} {{path}} old >> ran", after: first}
            """;

    private static String rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "r" + i + ",p" + i + "\n")
                .collect(Collectors.joining());
    }

    private static long lines(Path file) throws Exception {
        return Files.exists(file) ? KilledAgentIT.lines(file).size() : 0;
    }

    private static void holds(Muster muster, String campaign) {
        Ended rollcall = muster.run("rollcall", campaign, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out()).isZero();
    }

    @Test
    void whatDiffersIsToldAndTakenOnlyIfItIsWanted() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("rows.csv", "path\na\nb\n");
            muster.write("c.yml", FILE.replace("; GATE", ""));
            Path ran = muster.folder.resolve("ran");
            assertThat(muster.run("submit", "c.yml", "--stage-only").exit()).isZero();
            muster.write("rows.csv", "path\nnew\nb\na\n");
            muster.write(
                    "c.yml",
                    FILE.replace("; GATE", "")
                            .replace("{{path}} old >> ran\", tasks", "{{path}} new >> ran\", tasks")
                            .replace("5m", "6m"));
            String line = "1 new task · first: walltime 5 min → 6 min · first: command changed";
            Ended told = muster.run("submit", "c.yml", "--stage-only");
            assertThat(told.exit()).isEqualTo(2);
            assertThat(told.err())
                    .contains("campaign c is there, and the file differs: " + line)
                    .contains("take it with --update");
            assertThat(muster.run("rollcall", "c", "--json")
                            .json()
                            .path("pushed")
                            .asInt())
                    .isEqualTo(4);

            Ended taken = muster.run("submit", "c.yml", "--stage-only", "--update");
            assertThat(taken.out()).as(taken.err()).contains("c: taken: " + line);
            assertThat(muster.run("submit", "c.yml", "--stage-only").out()).contains("were there already");
            assertThat(muster.run("submit", "c.yml", "--stage-only", "--update").out())
                    .contains("were there already");
            Ended run = muster.run("run", "c.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(KilledAgentIT.lines(ran))
                    .containsExactlyInAnyOrder(
                            "first/000001 a new",
                            "first/000002 b new",
                            "first/000003 new new",
                            "second/000001 a old",
                            "second/000002 b old",
                            "second/000003 new old");
            holds(muster, "c");

            // One that has ended grows again; what is done stays done.
            muster.write("rows.csv", "path\nnew\nb\nlast\n");
            Ended more = muster.run("submit", "c.yml", "--stage-only", "--update");
            assertThat(more.out())
                    .as(more.err())
                    .contains("taken: 1 new task · 1 task that the file does not have stays");
            assertThat(muster.run("run", "c").exit()).isZero();
            assertThat(lines(ran)).isEqualTo(8);
            holds(muster, "c");

            muster.write("c.yml", FILE.replace("; GATE", "").replace("second:", "third:"));
            Ended renamed = muster.run("submit", "c.yml", "--stage-only", "--update");
            assertThat(renamed.exit()).isEqualTo(2);
            assertThat(renamed.err())
                    .contains("stage first follows others, or is followed by others, than before")
                    .contains("stage second is not in the file any more")
                    .contains("stage third is new");
            muster.write("rows.csv", "path,other\nz,1\n");
            muster.write("c.yml", FILE.replace("; GATE", "").replaceFirst("\\{\\{path}}", "{{other}}"));
            Ended lacks = muster.run("submit", "c.yml", "--stage-only", "--update");
            assertThat(lacks.exit()).isEqualTo(2);
            assertThat(lacks.err()).contains("task first/000001: parameter 'other' is missing");
            muster.write("c.yml", FILE.replace("; GATE", ""));
            muster.write("rows.csv", "id,path\nx,a\n");
            Ended keys = muster.run("submit", "c.yml", "--stage-only", "--update");
            assertThat(keys.exit()).isEqualTo(2);
            assertThat(keys.err()).contains("has an 'id', tasks before have none");
            holds(muster, "c");
            // All of it is in the manifest and beside it.
            RedisCli.of(muster).say("FLUSHALL");
            assertThat(muster.run("restore", "c").exit()).isZero();
            JsonNode total = muster.run("status", "c", "--json").json().path("total");
            assertThat(total.path("done").asInt()).isEqualTo(8);
        }
    }

    /** Rows and a command come while 10,000 tasks run, by two at once, of which the first is killed. */
    @Test
    void nothingRunsTwiceAndNothingIsMissedWhileItRuns() throws Exception {
        try (Muster muster = new Muster()) {
            int tasks = 5_000;
            int more = 1_000;
            muster.write("muster.yml", "agent: {slots: 8}\nclusters: {local: {type: local, agents: 2}}\n");
            muster.write("rows.csv", "id,path\n" + rows(0, tasks));
            muster.write(
                    "big.yml",
                    FILE.replace("GATE", "[ $(wc -l < ran) -lt 500 ] || until [ -e go ]; do sleep 0.1; done"));
            Path ran = muster.folder.resolve("ran");
            Muster.Running run = muster.begin("run", "big.yml");
            await().atMost(Ceiling.TIME).until(() -> lines(ran) > 300);
            muster.write("rows.csv", "id,path\n" + rows(tasks, tasks + more) + rows(0, tasks));
            muster.write(
                    "new.yml",
                    "campaign: big\n"
                            + FILE.replace("; GATE", "").replace(" old", " new").replace("5m", "7m"));
            Process killed = muster.start("submit", "new.yml", "--stage-only", "--update");
            Path manifest = muster.folder.resolve("home/campaigns/big/manifest");
            await().atMost(Ceiling.TIME).until(() -> Files.exists(manifest.resolve("grown")) || !killed.isAlive());
            killed.destroyForcibly().waitFor();
            List<Muster.Running> both = List.of(
                    muster.begin("submit", "new.yml", "--stage-only", "--update"),
                    muster.begin("submit", "new.yml", "--stage-only", "--update"));
            for (Muster.Running one : both) {
                Ended ended = one.end();
                assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            }
            muster.write("go", "");
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            List<String> lines = KilledAgentIT.lines(ran);
            assertThat(lines.stream().map(line -> line.split(" ", 2)[0]).toList())
                    .hasSize(2 * (tasks + more))
                    .doesNotHaveDuplicates();
            assertThat(lines.stream()
                            .filter(line -> line.startsWith("second/") && line.endsWith(" new"))
                            .count())
                    .as("those that the agents that were there ran by the new command")
                    .isGreaterThan(more);
            holds(muster, "big");
        }
    }
}
