package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Understood;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Container.Engine;
import org.musterhpc.queue.model.Container.Mount;
import org.musterhpc.queue.model.Container.User;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.StageCodec;

/** {@code container} in a campaign's file. */
class ContainerKeysTest {
    private static final String TASKS = "tasks: {range: 1-3}\n";

    @TempDir
    Path folder;

    private List<StageSpec> stages(String text) throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, text);
        return CampaignFile.read(file).stages();
    }

    private @Nullable Container read(String text) throws IOException {
        Stage stage = stages(text + "command: ./x\n" + TASKS).get(0).stage();
        assertThat(StageCodec.decode(StageCodec.encode(stage))).isEqualTo(stage);
        return stage.shell().container();
    }

    @Test
    void plainOneHasDefaults() throws IOException {
        assertThat(read("")).isNull();
        assertThat(read("container: {image: lab/join:3}\n"))
                .isEqualTo(new Container(Engine.AUTO, "lab/join:3", List.of(), List.of(), User.ME));
    }

    @Test
    void everyKeyArrives() throws IOException {
        assertThat(read("""
                        vars: {tag: '3'}
                        container:
                          engine: docker
                          image: docker://lab/join:{{tag}}
                          mounts: [/data, "sub dir:/in", "/a:/b:ro", "/c:rw", {source: "/x:y,z", target: /q, read_only: true}]
                          args: [--shm-size, 1g]
                          user: root
                        """))
                .isEqualTo(new Container(
                        Engine.DOCKER,
                        "docker://lab/join:3",
                        List.of(
                                new Mount("/data", "/data", false),
                                new Mount(folder + "/sub dir", "/in", false),
                                new Mount("/a", "/b", true),
                                new Mount("/c", "/c", false),
                                new Mount("/x:y,z", "/q", true)),
                        List.of("--shm-size", "1g"),
                        User.ROOT));
    }

    @Test
    void fileOfAnImageIsBesideTheCampaignFile() throws IOException {
        assertThat(read("container: {image: images/join.sif}\n").image()).isEqualTo(folder + "/images/join.sif");
        assertThat(read("container: {image: ./sandbox}\n").image()).isEqualTo(folder + "/sandbox");
        assertThat(read("container: {image: oras://lab/join.sif}\n").image()).isEqualTo("oras://lab/join.sif");
    }

    @Test
    void stageHasItsOwnOrTheFilesOrNone() throws IOException {
        List<StageSpec> stages = stages("""
                container: {image: all:1, mounts: [/data]}
                stages:
                  a: {command: ./x, tasks: {range: 1-3}}
                  b: {command: ./x, after: a, container: {image: own:1}}
                  c: {handler: ./x, after: b, container: none}
                """);
        assertThat(stages.get(0).stage().shell().container().image()).isEqualTo("all:1");
        assertThat(stages.get(1).stage().shell().container())
                .isEqualTo(new Container(Engine.AUTO, "own:1", List.of(), List.of(), User.ME));
        assertThat(stages.get(2).stage().shell().container()).isNull();
        assertThat(Understood.of(stages.get(1).stage())).contains("in a container of own:1");
        assertThat(Understood.of(stages.get(2).stage())).doesNotContain("container");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            container: lab/join:3 | container: must be a map | {image: NAME}
            container: [none] | container: must be a map |
            container: {} | container: names no image | image: NAME
            container: {imag: a} | unknown key 'imag' in container | did you mean 'image'?
            container: {image: a, engine: dokcer} | container.engine: is 'dokcer' | did you mean 'docker'?
            container: {image: a, user: you} | container.user: is 'you' | me, root
            container: {image: "-v"} | container.image: '-v' is no image | NAME:TAG
            container: {image: "a b"} | container.image: 'a b' is no image |
            container: {image: "~/a.sif"} | container.image: '~/a.sif' is no image |
            container: {image: "a\\nb"} | container.image: holds a control character |
            container: {image: a.sif, engine: podman} | container.image: only apptainer runs | engine: apptainer
            container: {image: "oras://a", engine: docker} | container.image: only apptainer runs |
            container: {image: a, mounts: ["/a:/b:/c"]} | container.mounts: '/a:/b:/c' has more | {source: FOLDER
            container: {image: a, mounts: ["/a:b"]} | container.mounts: 'b' cannot be where it is mounted | absolute
            container: {image: a, mounts: ["/a:/"]} | container.mounts: '/' cannot be |
            container: {image: a, mounts: ["~/a"]} | container.mounts: '~/a' would not be understood |
            container: {image: a, mounts: [/a, "/b:/a"]} | container.mounts: '/a' is mounted twice |
            container: {image: a, mounts: [{target: /b}]} | container.mounts: names no source |
            container: {image: a, mounts: [{source: /b, to: /c}]} | unknown key 'to' in mounts |
            container: {image: a, args: --init} | container.args: must be a list |
            container: {image: a, args: ["--name=x"]} | container.args: '--name=x' is set by Muster |
            """)
    void whatCannotBeMeantIsNamed(String line, String what, @Nullable String advice) {
        Problem problem = catchThrowableOfType(Problem.class, () -> read(line + "\n"));
        assertThat(problem).hasMessageStartingWith(folder + "/c.yml:1: " + what);
        assertThat(problem.advice()).contains(advice == null ? "" : advice);
    }
}
