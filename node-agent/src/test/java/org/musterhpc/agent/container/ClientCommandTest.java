package org.musterhpc.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.agent.task.InContainer;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Container.Engine;
import org.musterhpc.queue.model.Container.Mount;
import org.musterhpc.queue.model.Container.User;

/** What clients of engines are told, word by word, also where paths and values are odd. */
class ClientCommandTest {
    private static final Ids ME = new Ids(1000, 100, List.of(7L, 8L));
    private static final Ids ROOT = new Ids(0, 0, List.of());
    private static final Map<String, String> AGENTS = Map.of("PATH", "/usr/bin", "HOME", "/home/me");

    private static Container container(Engine engine, List<Mount> mounts, List<String> args, User user) {
        return new Container(engine, "lab/join:3", mounts, args, user);
    }

    private static Container plain(Engine engine) {
        return container(engine, List.of(), List.of(), User.ME);
    }

    private static ContainerLaunch wanted(Container container, Map<String, String> environment) {
        return wanted(container, environment, false, null);
    }

    private static ContainerLaunch wanted(
            Container container, Map<String, String> environment, boolean stdin, @Nullable Long memory) {
        List<Path> folders = List.of(Path.of("/data/run"), Path.of("/tmp/muster-1"));
        InContainer inside = new InContainer(container, environment, folders, "c s/1");
        return new ContainerLaunch(inside, "image", "n-1", List.of("./x", "a b"), Path.of("/data/run"), stdin, memory);
    }

    private static ServerCommand docker(Ids ids) {
        return new ServerCommand(Engine.DOCKER, "/usr/bin/docker", ids, "1000@node");
    }

    private static ServerCommand podman(Ids ids) {
        return new ServerCommand(Engine.PODMAN, "/usr/bin/podman", ids, "1000@node");
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+", -1));
    }

    @Test
    void dockerIsToldAll() {
        List<String> expected = new ArrayList<>(words("""
                /usr/bin/docker run --name n-1 --label muster.owner=1000@node --label"""));
        expected.add("muster.task=c s/1");
        expected.addAll(words("""
                --pull never --log-driver none --security-opt label=disable --entrypoint= --workdir /data/run
                --network host --user 1000:100 --group-add 7 --group-add 8 --memory 2147483648
                --mount type=bind,source=/data/run,target=/data/run
                --mount type=bind,source=/tmp/muster-1,target=/tmp/muster-1
                --env A --env B --env MUSTER_AGENT --env MUSTER_TOKEN image ./x"""));
        expected.add("a b");
        assertThat(docker(ME).argv(wanted(plain(Engine.DOCKER), Map.of("B", "2", "A", "1"), false, 2L << 30)))
                .isEqualTo(expected);
    }

    @Test
    void podmanWithoutRootMapsIdsAndLeavesMemoryToTheAgent() {
        List<String> argv = podman(ME).argv(wanted(plain(Engine.PODMAN), Map.of(), true, 2L << 30));
        assertThat(argv)
                .containsSequence("--workdir", "/data/run", "--interactive", "--network", "host")
                .containsSequence("--userns", "keep-id", "--user", "1000:100", "--mount")
                .doesNotContain("--memory", "--group-add");
        assertThat(podman(ROOT).argv(wanted(plain(Engine.PODMAN), Map.of())))
                .containsSequence("--user", "0:0", "--mount")
                .doesNotContain("--userns", "--interactive");
    }

    @Test
    void apptainerIsToldAll() {
        Container container = container(
                Engine.APPTAINER,
                List.of(new Mount("/in", "/data/in", true)),
                List.of("--writable-tmpfs", "--scratch", "/x y"),
                User.ROOT);
        List<String> expected = new ArrayList<>(words("""
                /usr/bin/apptainer exec --cleanenv --no-eval --no-home --pwd /data/run --fakeroot
                --mount type=bind,source=/data/run,target=/data/run
                --mount type=bind,source=/tmp/muster-1,target=/tmp/muster-1
                --mount type=bind,source=/in,target=/data/in,ro
                --writable-tmpfs --scratch"""));
        expected.addAll(List.of("/x y", "image", "./x", "a b"));
        assertThat(new ApptainerCommand("/usr/bin/apptainer").argv(wanted(container, Map.of("A", "1"))))
                .isEqualTo(expected);
    }

    @Test
    void valuesStandOnNoCommandLineAndArriveAsTheyAre() {
        Map<String, String> odd = Map.of("A", "new\nline, \"quoted\" $HOME", "SECRET", "s3cret", "PATH", "/opt/in");
        ContainerLaunch server = wanted(plain(Engine.DOCKER), odd);
        assertThat(docker(ME).argv(server))
                .containsSequence("--env", "A", "--env", "PATH=/opt/in", "--env", "SECRET", "--env", "MUSTER_AGENT")
                .noneMatch(word -> word.contains("s3cret") || word.contains("quoted"));
        assertThat(docker(ME).environment(server, AGENTS))
                .containsEntry("A", odd.get("A"))
                .containsEntry("SECRET", "s3cret")
                .as("the client's own")
                .containsEntry("PATH", "/usr/bin")
                .containsEntry("HOME", "/home/me");

        ApptainerCommand apptainer = new ApptainerCommand("/usr/bin/apptainer");
        ContainerLaunch tree = wanted(plain(Engine.APPTAINER), odd);
        assertThat(apptainer.argv(tree)).noneMatch(word -> word.contains("s3cret") || word.contains("quoted"));
        assertThat(apptainer.environment(tree, AGENTS))
                .containsEntry("APPTAINERENV_A", odd.get("A"))
                .containsEntry("APPTAINERENV_PATH", "/opt/in")
                .containsEntry("PATH", "/usr/bin")
                .doesNotContainKey("SECRET");
    }

    @ParameterizedTest
    @CsvSource({"DOCKER_HOST", "HOME", "LD_PRELOAD", "XDG_RUNTIME_DIR", "CONTAINER_HOST", "https_proxy", "TMPDIR"})
    void whatTheClientReadsItselfIsNotChangedForIt(String name) {
        ContainerLaunch wanted = wanted(plain(Engine.DOCKER), Map.of(name, "x"));
        assertThat(docker(ME).argv(wanted)).containsSequence("--env", name + "=x");
        assertThat(docker(ME).environment(wanted, Map.of())).isEmpty();
    }

    @Test
    void agentsOwnMarksAreNotTheTasks() {
        Map<String, String> outer = Map.of("MUSTER_AGENT", "another", "MUSTER_TOKEN", "9");
        List<String> argv = docker(ME).argv(wanted(plain(Engine.DOCKER), outer));
        assertThat(argv).containsOnlyOnce("MUSTER_AGENT").containsOnlyOnce("MUSTER_TOKEN");
    }

    @Test
    void pathsOfAnyNameAreMounted() {
        List<Mount> mounts = List.of(
                new Mount("/a b", "/c:d", false),
                new Mount("/comma,and\"quote", "/x", true),
                new Mount("/other", "/data/run", false));
        List<String> expected = List.of(
                "--mount",
                "type=bind,source=/tmp/muster-1,target=/tmp/muster-1",
                "--mount",
                "type=bind,source=/a b,target=/c:d",
                "--mount",
                "type=bind,\"source=/comma,and\"\"quote\",target=/x,ro",
                "--mount",
                "type=bind,source=/other,target=/data/run");
        for (Engine engine : List.of(Engine.DOCKER, Engine.PODMAN, Engine.APPTAINER)) {
            Container container = container(engine, mounts, List.of(), User.ME);
            assertThat(wanted(container, Map.of()).mounts())
                    .as("a mount of the user's goes before a folder of that path")
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            CUDA_VISIBLE_DEVICES | 0,1        | --gpus all | --device nvidia.com/gpu=all | --nv
            NVIDIA_VISIBLE_DEVICES | GPU-abc  | --gpus all | --device nvidia.com/gpu=all | --nv
            CUDA_VISIBLE_DEVICES | NoDevFiles | - | - | -
            CUDA_VISIBLE_DEVICES | ''         | - | - | -
            NVIDIA_VISIBLE_DEVICES | void     | - | - | -
            ROCR_VISIBLE_DEVICES | 0 | --device /dev/kfd --device /dev/dri | --device /dev/kfd --device /dev/dri | --rocm
            """)
    void devicesAreShownWhereTheTaskHasAny(
            String name, String value, @Nullable String docker, @Nullable String podman, @Nullable String apptainer) {
        Map<String, String> environment = Map.of(name, value);
        shows(docker(ME).argv(wanted(plain(Engine.DOCKER), environment)), docker);
        shows(podman(ME).argv(wanted(plain(Engine.PODMAN), environment)), podman);
        shows(new ApptainerCommand("/a").argv(wanted(plain(Engine.APPTAINER), environment)), apptainer);
    }

    private static void shows(List<String> argv, @Nullable String flags) {
        if (flags == null) {
            assertThat(argv).doesNotContain("--gpus", "--device", "--nv", "--rocm");
        } else {
            assertThat(argv).containsSequence(flags.split(" ", -1));
        }
    }

    @Test
    void argsOfTheUsersComeLastAndTheirNetworkInsteadOfOurs() {
        Container container = container(Engine.DOCKER, List.of(), List.of("--network=none", "--init"), User.ROOT);
        assertThat(docker(ME).argv(wanted(container, Map.of())))
                .endsWith("--env", "MUSTER_TOKEN", "--network=none", "--init", "image", "./x", "a b")
                .containsSequence("--user", "0:0")
                .doesNotContain("host");
    }
}
