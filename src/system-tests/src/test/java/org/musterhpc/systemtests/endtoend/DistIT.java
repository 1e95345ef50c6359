package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What {@code bin/dist} makes, as somebody has it who has neither Java nor a network. */
class DistIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String INSTALLED = "/root/.local/bin/muster ";

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void archiveWithItsJavaRunsInABareRootAndIsTheSameEachTime() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can change its root");
        try (Muster muster = new Muster()) {
            String dist = muster.root.resolve("bin/dist").toString();
            String bare =
                    muster.root.resolve("src/system-tests/dist/bare-root.sh").toString();
            muster.program(dist, "--out", "one", "--image-folder");
            Path image = muster.folder.resolve("image");
            try (Stream<Path> folders = Files.list(muster.folder.resolve("one"))) {
                Files.move(folders.filter(Files::isDirectory).findFirst().orElseThrow(), image);
            }
            muster.program(dist, "--out", "two");
            List<Path> made = files(muster.folder.resolve("one"));
            assertThat(made).hasSize(2);
            for (Path file : made) {
                assertThat(muster.folder.resolve("two").resolve(file.getFileName()))
                        .hasSameBinaryContentAs(file);
            }

            Path root = muster.folder.resolve("root");
            Path home = Files.createDirectories(root.resolve("root"));
            muster.program("tar", "-C", home.toString(), "-xf", made.get(0).toString());
            Path unpacked = files(home).get(0);
            muster.program(
                    bare, "make", root.toString(), unpacked.resolve("runtime").toString());
            Files.writeString(home.resolve("sums.yml"), "command: echo {{n}} >> ran-{{n}}.txt\ntasks: {range: 1-20}\n");
            String program = "/root/" + unpacked.getFileName() + "/bin/muster ";
            muster.program(
                    bare,
                    "in",
                    root.toString(),
                    "/bin/bash",
                    "-ec",
                    "cd /root; ! type java 2> /dev/null; " + program + "run sums.yml > said.txt 2>&1; " + program
                            + "rollcall sums --deep > /dev/null; /root/" + unpacked.getFileName()
                            + "/install.sh > said.txt; " + INSTALLED + "redis status > redis.txt; " + INSTALLED
                            + "status sums --json > status.json; " + INSTALLED + "redis stop > /dev/null");

            JsonNode status = JSON.readTree(home.resolve("status.json").toFile());
            assertThat(status.path("stages").path(0).path("done").asInt())
                    .as(status.toString())
                    .isEqualTo(20);
            try (Stream<Path> ran = Files.list(home)) {
                assertThat(ran.filter(file -> file.getFileName().toString().startsWith("ran-")))
                        .hasSize(20)
                        .allSatisfy(file -> assertThat(file).content().hasLineCount(1));
            }
            assertThat(home.resolve("redis.txt")).content().contains("/root/" + unpacked.getFileName() + "/server/");
            assertThat(home.resolve("said.txt")).content().contains("/root/.local/bin/muster now starts");
            Path pages = home.resolve(".local/share/man/man1");
            assertThat(pages.resolve("muster-run.1")).content().contains("SYNOPSIS");
            assertThat(home.resolve(".local/lib")
                            .resolve(unpacked.getFileName())
                            .resolve("remove.txt"))
                    .content()
                    .contains("/share/man/man1/muster-run.1");
            agentOfTheImageRunsACampaign(muster, bare, root, image);
        }
    }

    /** As in the image: the agent and the Java alone, told by a variable where Redis is. */
    private static void agentOfTheImageRunsACampaign(Muster muster, String bare, Path root, Path image)
            throws IOException {
        Path home = root.resolve("root");
        muster.program(
                "mv", image.resolve("muster").toString(), root.resolve("opt").toString());
        Files.writeString(
                home.resolve("more.yml"), "command: \"echo {{n}}:$MUSTER_CONNECTION\"\ntasks: {range: 1-5}\n");
        muster.program(
                bare,
                "in",
                root.toString(),
                "/bin/bash",
                "-ec",
                "cd /root; " + INSTALLED + "submit more.yml --stage-only > said.txt; " + INSTALLED
                        + "agents more --connection c.json > said.txt; "
                        + "MUSTER_CONNECTION=$(cat c.json) /opt/bin/container-agent --campaign more"
                        + " --logs /root/.local/state/muster/campaigns/more/logs > said.txt 2>&1; rm c.json; "
                        + "! /opt/bin/container-agent --campaign more 2> refused.txt; "
                        + INSTALLED + "logs more > more.txt; " + INSTALLED + "redis stop > /dev/null");
        assertThat(home.resolve("more.txt"))
                .content()
                .satisfies(text -> assertThat(text.lines()).containsExactlyInAnyOrder("1:", "2:", "3:", "4:", "5:"));
        assertThat(home.resolve("refused.txt")).content().contains("there is no connection file", "→ make one");
    }
}
