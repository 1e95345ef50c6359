package org.musterhpc.launcher.repair;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.JavaProgram;

/** Many outputs are looked for by a Java that has room for a fraction of their names. */
class LargeRepairIT {
    private static final int TASKS = 100_000;

    @TempDir
    Path folder;

    @Test
    void outputsFitInto40Megabytes() throws Exception {
        Process java = new ProcessBuilder(JavaProgram.command(
                        List.of("-Xmx40m"), LargeRepair.class, Integer.toString(TASKS), folder.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said).contains(TASKS + " outputs: ", "to send " + TASKS / 1_000 + " again");
        System.out.println(said.strip());
    }
}
