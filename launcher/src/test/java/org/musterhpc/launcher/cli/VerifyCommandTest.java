package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerifyCommandTest {
    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() throws IOException {
        desk = Desk.besideAgent(home);
    }

    @AfterEach
    void leave() {
        Desk.leave();
    }

    @ParameterizedTest
    @CsvSource({
        "0-12:00, 12 h, 12:00:00",
        "1-06:00, 1 d 6 h, 30:00:00",
        "0-00:01, 1 min, 00:01:00",
        "30:00, 30 min, 00:30:00",
        "90s, 1 min 30 s, 00:01:30",
    })
    void timesAreToldAsTheyWereUnderstood(String written, String words, String clock) throws IOException {
        String file = file("walltime: " + written + "\nretry: {backoff: 1:30}\n");
        assertThat(desk.types("verify", file)).isZero();
        assertThat(desk.out())
                .contains("main: 2 tasks, each with walltime " + words + ", 1 cpu, first again after 1 min 30 s");
        assertThat(desk.types("submit", "--dry-run", file)).isZero();
        assertThat(desk.out()).contains("each with walltime " + words);
        assertThat(desk.types("verify", "--json", file)).isZero();
        assertThat(desk.out()).contains("\"understood\":{\"main\":{\"walltime\":\"" + clock + "\"");
        assertThat(desk.types("submit", "--dry-run", "--json", file)).isZero();
        assertThat(desk.out()).contains("\"walltime\":\"" + clock + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "walltime: 90, walltime: '90' may mean 90 seconds",
        "walltime: 1-06, walltime: '1-06' may mean 1 days and 06 hours",
        "'retry: {backoff: 10}', retry.backoff: '10' may mean 10 seconds",
        "'retry: {on: {walltime: {walltime: 20}}}', retry.on.walltime.walltime: '20' may mean 20 seconds",
        "'resources: {memory: 4000}', resources.memory: '4000' may mean bytes or megabytes",
    })
    void whatSchedulersReadDifferentlyIsRefusedWithItsLine(String line, String what) throws IOException {
        assertThat(desk.types("verify", file(line + "\n"))).isEqualTo(2);
        assertThat(desk.err()).contains("c.yml:4: " + what);
    }

    @Test
    void waitAndConfigurationReadTimesTheSameWay() throws IOException {
        assertThat(desk.types("wait", "--timeout", "60")).isEqualTo(2);
        assertThat(desk.err()).contains("'60' may mean 60 seconds (as qsub reads it) or 60 minutes");
        Path config = Files.writeString(home.resolve("m.yml"), "agent: {linger: 5}\n");
        assertThat(desk.types("status", "--config", config.toString())).isEqualTo(2);
        assertThat(desk.err()).contains("m.yml:1: agent.linger: '5' may mean 5 seconds");
    }

    @Test
    void moreThanThisMachineHasIsRefusedWithTheNumbers() throws IOException {
        int cpus = Runtime.getRuntime().availableProcessors();
        String file = file("resources: {cpus: " + (cpus + 1) + "}\n");
        assertThat(desk.types("verify", file)).isEqualTo(2);
        assertThat(desk.err())
                .contains("a task of stage main needs " + (cpus + 1) + " cpus, and this machine has " + cpus);
        assertThat(desk.types("verify", file("resources: {memory: 900T}\n"))).isEqualTo(2);
        assertThat(desk.err()).contains("a task of stage main needs 900T of memory, and this machine has ");
    }

    @Test
    void whoCountsTasksCountsNoCpus() throws IOException {
        Path config = Files.writeString(home.resolve("m.yml"), "agent: {slots: 1}\n");
        assertThat(desk.types("verify", file("resources: {cpus: 99999}\n"), "--config", config.toString()))
                .isZero();
    }

    private String file(String more) throws IOException {
        return Files.writeString(
                        home.resolve("c.yml"), "campaign: forms\ncommand: 'true'\ntasks: {range: 1-2}\n" + more)
                .toString();
    }
}
