package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.musterhpc.launcher.campaign.CampaignFileTest.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Understood;

/** The key {@code stragglers}. */
class StragglerKeysTest {
    @TempDir
    private Path folder;

    private CampaignSpec read(String text) throws IOException {
        return CampaignFile.read(Files.writeString(folder.resolve("c.yml"), text));
    }

    @Test
    void stragglersAreBegunOnceMoreWhereTheStageSaysSo() throws IOException {
        CampaignSpec spec = read("""
                stages:
                  a: {command: ./x, tasks: {range: 1-2}, stragglers: true}
                  b: {command: ./x, tasks: {range: 1-2}, stragglers: 5m}
                  c: {command: ./x, tasks: {range: 1-2}, stragglers: false, max_running: 3}
                """);
        assertThat(stage(spec, "a").stragglers()).isEqualTo(Duration.ofSeconds(30));
        assertThat(stage(spec, "b").stragglers()).isEqualTo(Duration.ofMinutes(5));
        assertThat(stage(spec, "c").stragglers()).isNull();
        assertThat(Understood.of(stage(spec, "b"))).contains("stragglers begun once more after 5 min at the least");
        assertThat(Understood.of(stage(spec, "c"))).doesNotContain("stragglers");
        CampaignSpec only = read("command: ./x\ntasks: {range: 1-2}\n");
        assertThat(stage(only, "main").stragglers()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            stragglers: sometimes | :3: stragglers: is 'sometimes'
            stragglers: {after: 5m} | :3: stragglers: is ''
            stragglers: 2h | :3: stragglers: '2h' is not between 0 and the walltime
            stragglers: 0s | :3: stragglers: '0s' is not between 0 and the walltime
            stragglers: true;;max_running: 3 | :3: stragglers: a second attempt would be one more than max_running
            stragglers: 5m;;rate: 60/min | :3: stragglers: a second attempt would be one more than rate
            stragglers: true;;limits: {d: 3};;resources: {d: 1} | :3: stragglers: a second attempt would be one more than limits
            """)
    void stragglersThatCannotBeMeantAreRefused(String lines, String what) {
        Throwable problem =
                catchThrowable(() -> read("command: ./x\ntasks: {range: 1-2}\n" + lines.replace(";;", "\n") + "\n"));
        assertThat(problem).isInstanceOf(Problem.class).hasMessageContaining(what);
    }
}
