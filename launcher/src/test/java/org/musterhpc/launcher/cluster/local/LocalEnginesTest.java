package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Stage;

/** What runs containers is looked for before anything is sent. */
class LocalEnginesTest {
    @TempDir
    Path folder;

    private List<Stage> stages(String container) throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, "command: ./x\ntasks: {range: 1-3}\n" + container);
        return CampaignFile.read(file).stages().stream()
                .map(spec -> spec.stage())
                .toList();
    }

    private LocalEngines having(String engine) throws IOException {
        Path file = folder.resolve(engine);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new LocalEngines("nowhere::/nowhere:" + folder);
    }

    @ParameterizedTest
    @CsvSource({
        "podman, container: {image: a}",
        "apptainer, container: {image: a}",
        "docker, 'container: {image: a, engine: docker}'",
        "docker, logs: slot",
    })
    void whatIsThereWillDo(String engine, String container) throws IOException {
        having(engine).check(stages(container));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            podmen | container: {image: a} | none of apptainer, podman, docker on the PATH
            podman | container: {image: a, engine: docker} | no docker on the PATH
            docker | container: {image: a.sif} | no apptainer on the PATH
            apptainer | container: {image: a.sif} | is not there
            """)
    void whatIsNotThereIsNamedInOneLine(String engine, String container, String what) throws IOException {
        LocalEngines here = having(engine);
        List<Stage> stages = stages(container);
        Problem problem = catchThrowableOfType(Problem.class, () -> here.check(stages));
        assertThat(problem).hasMessageContaining("stage main").hasMessageContaining(what);
        assertThat(problem.getMessage().lines()).hasSize(1);
    }

    @Test
    void stageWithoutContainerNeedsNone() throws IOException {
        new LocalEngines("").check(stages("container: none"));
    }
}
