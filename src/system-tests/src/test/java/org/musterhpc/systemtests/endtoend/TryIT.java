package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** One task in the foreground: as an agent runs it, seen as it comes, recorded or not. */
class TryIT {
    private static final String FILE = """
            vars: {who: world}
            env: {GREETING: hello}
            stages:
              a: {command: "echo $GREETING {{who}} {{n}} {{index}} | tee -a ran; test {{n}} -ne 2", tasks: {range: 1-3}, retry: {max_attempts: 1}}
              b: {after: a, command: "echo {{campaign}} {{parent}} {{index}}", outputs: ["out/{{n}}"]}
            """;

    private static Muster muster() throws Exception {
        Muster muster = new Muster();
        muster.write("muster.yml", "agent: {slots: 2}\nclusters: {local: {type: local}}\n");
        muster.write("few.yml", FILE);
        return muster;
    }

    private static List<String> home(Muster muster) throws IOException {
        try (Stream<Path> files = Files.walk(muster.folder.resolve("home"), 2)) {
            return files.map(Path::toString)
                    .filter(path -> path.contains("/campaigns") || path.contains("/try-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void taskOfAFileRunsAndNothingOfItStays() throws Exception {
        try (Muster muster = muster()) {
            Ended first = muster.run("try", "few.yml", "--var", "who=you");
            assertThat(first.exit()).as(first.err()).isZero();
            assertThat(first.out()).isEqualTo("hello you 1 1\n");
            assertThat(first.err()).contains("a/000001 runs here; nothing of it is recorded", "attempt 1  OK");
            Ended failed = muster.run("try", "few.yml", "a/000002");
            assertThat(failed.exit()).isEqualTo(1);
            assertThat(failed.err()).contains("attempt 1  EXIT 1");
            Ended follower = muster.run("try", "few.yml", "b/000003", "--json");
            assertThat(follower.exit()).isEqualTo(1);
            assertThat(follower.err())
                    .as("it knows its number and its parent, though it runs alone")
                    .contains("few a/000003 3");
            JsonNode told = follower.json();
            assertThat(told.path("outcome").asText()).isEqualTo("OUTPUT_MISSING");
            assertThat(told.path("params").toString()).isEqualTo("{\"n\":3}");
            assertThat(told.has("log")).isFalse();
            assertThat(home(muster)).noneMatch(path -> path.contains("/try-"));
            assertThat(muster.run("status", "few").exit()).isEqualTo(2);
            assertThat(muster.run("try", "few.yml", "000002").err()).contains("did you mean: a/000002");
        }
    }

    @Test
    void taskOfACampaignIsAnAttemptLikeAnyOther() throws Exception {
        try (Muster muster = muster()) {
            assertThat(muster.run("submit", "few.yml", "--stage-only").exit()).isZero();
            assertThat(muster.run("pause", "few").exit()).isZero();
            assertThat(muster.run("try", "few", "a/000003", "--dry").exit()).isZero();
            assertThat(muster.run("status", "few", "--json")
                            .json()
                            .at("/total/pending")
                            .asInt())
                    .as("nothing is recorded")
                    .isEqualTo(3);
            assertThat(muster.run("try", "few", "a/000003").exit()).isZero();
            assertThat(muster.run("try", "few", "a/000002").exit()).isEqualTo(1);
            assertThat(muster.run("try", "few", "a/000002").exit())
                    .as("dead, it is sent again for that")
                    .isEqualTo(1);
            JsonNode show = muster.run("show", "few", "a/000002", "--json").json();
            assertThat(show.path("history")).hasSize(2);
            assertThat(show.path("state").asText()).isEqualTo("DEAD");
            assertThat(muster.run("try", "few", "a/000003").err()).contains("a/000003 is DONE", "--dry");
            assertThat(muster.run("try", "few", "b/000001").err()).contains("b/000001 waits for other tasks", "--dry");
            assertThat(muster.run("try", "few").err())
                    .as("the next that waits to run")
                    .contains("a/000001 runs here; it counts as an attempt");
            assertThat(KilledAgentIT.lines(muster.folder.resolve("ran")))
                    .containsExactlyInAnyOrder(
                            "hello world 1 1",
                            "hello world 2 2",
                            "hello world 2 2",
                            "hello world 3 3",
                            "hello world 3 3");
            assertThat(muster.run("resume", "few").exit()).isZero();
            assertThat(muster.run("rollcall", "few", "--deep").exit()).isZero();
        }
    }

    /** Before it runs, or while it does: it is told which, and the status says that it was a signal. */
    @Test
    void ctrlCGivesItBackAndTheStatusSaysSo() throws Exception {
        try (Muster muster = muster()) {
            muster.write(
                    "long.yml",
                    "command: \"touch began; until [ -e go ]; do sleep 0.05; done\"\ntasks: {range: 1-1}\n");
            Muster.Running running = muster.begin("try", "long.yml");
            await().until(() -> Files.exists(muster.folder.resolve("began")));
            InterruptedRunIT.signal(running.process(), "INT");
            Ended ended = running.end();
            assertThat(ended.err()).contains("stopping: the task is ended, and given back", "PREEMPTED");
            assertThat(ended.exit()).isEqualTo(130);
            assertThat(home(muster)).noneMatch(path -> path.contains("/try-"));
        }
    }
}
