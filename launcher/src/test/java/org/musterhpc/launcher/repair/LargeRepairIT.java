package org.musterhpc.launcher.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many outputs are looked for by a Java that has room for a fraction of their names. */
class LargeRepairIT {
    private static final int TASKS = 100_000;

    @TempDir
    Path folder;

    @Test
    void outputsFitInto40Megabytes() throws Exception {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeRepair.class.getName(),
                        Integer.toString(TASKS),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said).contains(TASKS + " outputs: ", "to send " + TASKS / 1_000 + " again");
        System.out.println(said.strip());
    }
}
