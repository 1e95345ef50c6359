package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code src/testkit/disturb}, which {@code bin/check --disturbed} runs beside the tests. */
class DisturbIT {
    @TempDir
    private Path folder;

    private Process sleeper(String mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "600");
        builder.environment().put("MUSTER_DISTURBED", mark);
        return builder.start();
    }

    private List<String> stopped(Path said) throws IOException {
        return Files.readAllLines(said).stream()
                .map(line -> line.replaceFirst("^\\d+ (\\d+) .*$", "$1"))
                .toList();
    }

    @Test
    void onlyMarkedProcessesStandStillAndAllGoOnInTheEnd() throws Exception {
        String mark = "mark-" + ProcessHandle.current().pid();
        Path said = Files.createFile(folder.resolve("said"));
        List<Process> marked = List.of(sleeper(mark), sleeper(mark));
        Process other = sleeper(mark + "0");
        Process disturb = new ProcessBuilder("./disturb", mark, "1")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            List<String> pids =
                    marked.stream().map(each -> Long.toString(each.pid())).toList();
            await().untilAsserted(() -> assertThat(stopped(said)).containsAll(pids));
            await().until(() -> marked.stream().anyMatch(DisturbIT::standsStill));

            disturb.destroy();
            assertThat(Ceiling.ends(disturb)).isTrue();

            assertThat(disturb.exitValue()).isZero();
            assertThat(marked).noneMatch(DisturbIT::standsStill);
            assertThat(stopped(said)).isSubsetOf(pids);
            assertThat(marked).allMatch(Process::isAlive);
        } finally {
            disturb.destroy();
            marked.forEach(Process::destroyForcibly);
            other.destroyForcibly();
        }
    }

    private static boolean standsStill(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return false;
        }
    }
}
