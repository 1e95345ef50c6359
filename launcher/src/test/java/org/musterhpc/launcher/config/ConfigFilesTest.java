package org.musterhpc.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.YamlFile;
import org.musterhpc.launcher.yaml.YamlValue;

/** Holds conf/ to the code. */
class ConfigFilesTest {
    private static final Path CONF = Path.of("..", "conf");

    @TempDir
    Path folder;

    @Test
    void shippedFileSetsNothing() {
        assertThat(Config.load(CONF.resolve("muster.yml"), Map.of())).isEqualTo(Config.EMPTY);
    }

    /** It names programs, servers and hosts; and a password is its owner's alone, wherever it lies. */
    @Test
    void whatOthersMayChangeIsRefused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path password = Files.writeString(open.resolve("pw"), "x");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path config = Files.writeString(
                folder.resolve("muster.yml"), "redis: {url: \"redis://h:1\", password_file: open/pw}\n");
        assertThat(Config.load(config, Map.of()).redis()).isNotNull();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> Config.load(config, Map.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("muster.yml:1: redis.password_file")
                .hasMessageContaining("others may write to " + open);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> Config.load(config, Map.of()))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains("MUSTER_CONFIG"))
                .hasMessageContaining("others may write to " + config);
        assertThat(Config.load(Path.of("/dev/null"), Map.of()).redis()).isNull();
    }

    @Test
    void everyKeyStandsInTheShippedFileAndNoOther() throws IOException {
        TreeSet<String> written = new TreeSet<>();
        keys(Objects.requireNonNull(YamlFile.read(uncommented())), "", written);
        assertThat(written).containsExactlyElementsOf(known());
    }

    @Test
    void shippedFileShowsTheDefaults() throws IOException {
        Config shown = Config.load(uncommented(), Map.of());
        assertThat(shown.redis()).isNull();
        assertThat(shown.heartbeat()).isEqualTo(HeartbeatSettings.DEFAULT);
        assertThat(shown.agent()).isEqualTo(AgentSettings.DEFAULT);
        Path bare = Files.writeString(folder.resolve("bare.yml"), """
                clusters:
                  a-pool: {type: local}
                  a-slurm-cluster: {type: slurm}
                  a-pbs-cluster: {type: pbs}
                  a-aws-batch-cluster: {type: aws-batch, queue: jobs, job_definition: agents, pool: true}
                  some-machines: {type: hosts, hosts: [node1, node2]}
                """);
        assertThat(shown.clusters()).isEqualTo(Config.load(bare, Map.of()).clusters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"laptop", "slurm-ssh", "slurm-login", "pbs", "hosts", "shared-redis"})
    void sampleIsRead(String name) {
        assertThat(Config.load(CONF.resolve("samples").resolve(name + ".yml"), Map.of())
                        .clusters())
                .containsKey("local");
    }

    @Test
    void everyKeyIsDocumented() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "configuration.md"));
        Stream.of(RedisReader.KEYS, ConfigReader.HEARTBEAT_KEYS, ConfigReader.AGENT_KEYS)
                .flatMap(List::stream)
                .forEach(key -> assertThat(text).contains("." + key + "`"));
        Stream.concat(
                        Stream.of(ClusterReader.LOCAL_KEYS, ClusterReader.HOSTS_KEYS, SshReader.KEYS),
                        Dialects.all().stream().map(ClusterReader::keys))
                .flatMap(List::stream)
                .forEach(key -> assertThat(text).containsPattern("[`.]" + key + "`"));
    }

    /** Lines with one # are keys, with two are prose. */
    private Path uncommented() throws IOException {
        String text = Files.readAllLines(CONF.resolve("muster.yml")).stream()
                .filter(line -> !line.startsWith("##"))
                .map(line -> line.startsWith("#") ? line.substring(1) : line)
                .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve("muster.yml"), text);
    }

    private static void keys(YamlValue value, String path, Set<String> into) {
        value.map("").values().forEach((key, child) -> {
            into.add(path + key);
            if (child.isMap()) {
                keys(child, path + key + ".", into);
            }
        });
    }

    private static Set<String> known() {
        List<String> known = new ArrayList<>(ConfigReader.KEYS);
        add(known, "redis.", RedisReader.KEYS);
        add(known, "heartbeat.", ConfigReader.HEARTBEAT_KEYS);
        add(known, "agent.", ConfigReader.AGENT_KEYS);
        add(known, "clusters.", List.of("local", "a-pool", "some-machines"));
        for (Dialect dialect : Dialects.all()) {
            String cluster = "a-" + dialect.name() + "-cluster";
            add(known, "clusters.", List.of(cluster));
            add(known, "clusters." + cluster + ".", ClusterReader.keys(dialect));
        }
        add(known, "clusters.a-pool.", ClusterReader.LOCAL_KEYS);
        add(
                known,
                "clusters.local.",
                ClusterReader.LOCAL_KEYS.stream()
                        .filter(key -> !key.equals("pool")) // 'local' itself is none
                        .toList());
        add(known, "clusters.a-slurm-cluster.ssh.", SshReader.KEYS);
        add(known, "clusters.some-machines.", ClusterReader.HOSTS_KEYS);
        return new TreeSet<>(known);
    }

    private static void add(List<String> known, String path, List<String> keys) {
        keys.forEach(key -> known.add(path + key));
    }
}
