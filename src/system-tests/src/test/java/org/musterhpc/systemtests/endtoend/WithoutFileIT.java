package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.Ceiling;

/** A campaign that is said in a line, as users of other programs say it. */
class WithoutFileIT {
    private static final int TASKS = 50;

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "file " + i + "\n").collect(Collectors.joining());
    }

    private static void succeeded(Ended ended) {
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
    }

    private static void holds(Muster muster, String campaign, int done) {
        succeeded(muster.run("rollcall", campaign, "--deep"));
        assertThat(muster.run("status", campaign, "--json")
                        .json()
                        .path("total")
                        .path("done")
                        .asInt())
                .isEqualTo(done);
    }

    @Test
    void lineIsACampaignLikeThatOfItsFile() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("files.txt", lines(0, TASKS));
            for (int i = 0; i < TASKS; i++) {
                muster.write("file " + i, "contents " + i);
            }
            String[] words = {"run", "--name", "sums", "--lines", "files.txt", "--", "sha256sum", "{{line}}"};
            succeeded(muster.run(words));
            holds(muster, "sums", TASKS);
            String all = muster.run("logs", "sums").out();
            assertThat(muster.program("sh", "-c", "sha256sum file\\ *").lines())
                    .containsExactlyInAnyOrderElementsOf(all.lines().toList());
            Ended again = muster.run(words);
            assertThat(again.out()).as(again.err()).contains("sums has ended already: 50 of 50 tasks done");

            // The file that it stands for is the same campaign, whoever says it.
            Ended printed = muster.run(
                    "run", "--print", "--name", "sums", "--lines", "files.txt", "--", "sha256sum", "{{line}}");
            muster.write("printed.yml", printed.out());
            assertThat(muster.run("run", "printed.yml").out()).contains("sums has ended already");

            // More files: told, and taken if that is wanted; by the campaign's name, too.
            muster.write("files.txt", lines(0, TASKS + 1));
            muster.write("file " + TASKS, "one more");
            Ended differs = muster.run(words);
            assertThat(differs.exit()).isEqualTo(2);
            assertThat(differs.err()).contains("campaign sums is there, and what is said here differs: 1 new task");
            succeeded(muster.run("submit", "sums", "--update", "--stage-only"));
            succeeded(muster.run(words));
            holds(muster, "sums", TASKS + 1);
        }
    }

    @Test
    void whatCameOnStandardInputIsThereForWhateverComesNext() throws Exception {
        try (Muster muster = new Muster()) {
            String program = muster.root.resolve("bin/muster").toString();
            String command = "echo {{line}} >> ran; until [ -e go ]; do sleep 0.1; done; echo {{line}} > out/{{key}}";
            String line = program + " run - --name piped --outputs 'out/{{key}}' -- '" + command + "'";
            muster.write("in.txt", lines(0, TASKS));
            Path ran = muster.folder.resolve("ran");
            // Killed while it runs: said again without the tasks, or by its name, it goes on.
            muster.program("sh", "-c", program + " redis start >/dev/null");
            Process killed = muster.shell("exec " + line + " < in.txt");
            await().atMost(Ceiling.TIME).until(() -> Files.exists(ran));
            killed.destroyForcibly().waitFor();
            Files.delete(muster.folder.resolve("in.txt"));
            Process again = muster.shell("exec " + line + " < /dev/null");
            Path said = muster.folder.resolve("shell.err");
            await().atMost(Ceiling.TIME)
                    .until(() -> Files.readString(said).contains("piped is there already and goes on"));
            muster.write("go", "");
            assertThat(again.waitFor()).as(Files.readString(said)).isZero();
            assertThat(said).content().contains("what came before, and was kept, is used again");
            holds(muster, "piped", TASKS);
            // A task whose agent was killed runs again; no other does.
            assertThat(KilledAgentIT.lines(ran).stream().distinct()).hasSize(TASKS);

            Files.delete(muster.folder.resolve("out/000007"));
            succeeded(muster.run("repair", "piped"));
            assertThat(muster.folder.resolve("out/000007")).hasContent("file 6");
            succeeded(muster.run("verify", "piped"));
            Ended tried = muster.run("try", "piped", "main/000003", "--dry");
            succeeded(tried);
            holds(muster, "piped", TASKS);
        }
    }

    @Test
    void taskThatFailsRunsAgainAsOftenAsIsSaid() throws Exception {
        try (Muster muster = new Muster()) {
            Ended run = muster.run(
                    "run", "--range", "1-2", "--retry", "2", "--", "echo {{n}} >> ran; [ $(grep -c {{n}} ran) = 3 ]");
            succeeded(run);
            assertThat(KilledAgentIT.lines(muster.folder.resolve("ran")))
                    .containsExactlyInAnyOrderElementsOf(List.of("1", "1", "1", "2", "2", "2"));
            assertThat(run.err()).containsPattern("campaign echo-[0-9a-f]{6} \\(--name NAME calls it otherwise\\)");
        }
    }
}
