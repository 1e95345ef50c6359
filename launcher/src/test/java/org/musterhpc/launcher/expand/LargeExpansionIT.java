package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.JavaProgram;

/** Many tasks pass through a Java that has room for a fraction of them. */
class LargeExpansionIT {
    private static final int TASKS = 200_000;

    @TempDir
    Path folder;

    @Test
    void numbersFitInto16Megabytes() throws Exception {
        expands("command: ./x {{n}}\ntasks: {range: 1-" + TASKS + "}\n", "16m");
    }

    @Test
    void rowsFitInto16Megabytes() throws Exception {
        csv("image1", "image2");
        expands("command: ./x {{image1}} {{image2}}\ntasks: {csv: edges.csv}\n", "16m");
    }

    @Test
    void keysFitInto32Megabytes() throws Exception {
        csv("id", "image2");
        expands("command: ./x {{id}} {{image2}}\ntasks: {csv: edges.csv}\n", "32m");
    }

    private void csv(String first, String second) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("edges.csv"))) {
            out.write(first + "," + second + "\n");
            for (int i = 0; i < TASKS; i++) {
                out.write("img/left-" + i + ".png,img/right-" + (i + 1) + ".png\n");
            }
        }
    }

    private void expands(String campaign, String heap) throws Exception {
        Path file = Files.writeString(folder.resolve("large.yml"), campaign);
        Process java = new ProcessBuilder(JavaProgram.command(
                        List.of("-Xmx" + heap),
                        LargeExpansion.class,
                        file.toString(),
                        folder.resolve("manifest").toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said).startsWith(TASKS + " " + TASKS + " ");
        System.out.println(campaign.lines().skip(1).findFirst().orElse("") + " -Xmx" + heap + ": " + said.strip());
    }
}
