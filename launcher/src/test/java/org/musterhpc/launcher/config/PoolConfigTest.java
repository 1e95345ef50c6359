package org.musterhpc.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

/** What makes a cluster a pool. */
class PoolConfigTest {
    @TempDir
    Path folder;

    private ClusterSettings lab(String cluster) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yml"), "clusters:\n  lab: " + cluster + "\n");
        return Config.load(file, Map.of("HOME", folder.toString())).cluster("lab");
    }

    private ClusterSettings.@Nullable Pool pool(String cluster) throws IOException {
        return lab(cluster).pool();
    }

    private Problem refused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yml"), text);
        Problem problem = catchThrowableOfType(Problem.class, () -> Config.load(file, Map.of()));
        assertThat(problem).as(text).isNotNull();
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        return problem;
    }

    @Test
    void aLocalClusterIsOneWhereItSaysSo() throws IOException {
        assertThat(pool("{type: local}")).isNull();
        assertThat(pool("{type: local, pool: false}")).isNull();
        assertThat(pool("{type: local, pool: true}")).isEqualTo(new ClusterSettings.Pool(null));
        assertThat(pool("{type: local, pool: {}}")).isEqualTo(new ClusterSettings.Pool(null));
        assertThat(pool("{type: local, pool: {key_file: ~/k}}"))
                .isEqualTo(new ClusterSettings.Pool(folder.resolve("k")));
    }

    @Test
    void hostsAlwaysAreOne() throws IOException {
        assertThat(pool("{type: hosts, hosts: [a, b]}")).isEqualTo(new ClusterSettings.Pool(null));
        assertThat(pool("{type: hosts, hosts: [a], pool: {key_file: /k}}"))
                .isEqualTo(new ClusterSettings.Pool(Path.of("/k")));
    }

    @Test
    void localItselfRunsEachCampaignsOwnAgents() throws IOException {
        assertThat(refused("clusters:\n  local: {type: local, pool: true}\n"))
                .hasMessageContaining(
                        "m.yml:2: clusters.local.pool: the cluster 'local' runs each campaign's own agents");
    }

    @Test
    void inArraysItHasBounds() throws IOException {
        for (String type : List.of("slurm", "pbs")) {
            assertThat(pool("{type: " + type + "}")).isNull();
            assertThat(pool("{type: " + type + ", pool: false}")).isNull();
            assertThat(pool("{type: " + type + ", pool: true}"))
                    .isEqualTo(
                            new ClusterSettings.Pool(null, new ClusterSettings.Scaling(0, 20, Duration.ofMinutes(5))));
            assertThat(pool("{type: " + type + ", pool: {min: 2, max: 30, idle: 90s, key_file: /k}}"))
                    .isEqualTo(new ClusterSettings.Pool(
                            Path.of("/k"), new ClusterSettings.Scaling(2, 30, Duration.ofSeconds(90))));
            assertThat(refused("clusters:\n  hpc:\n    type: " + type + "\n    pool: {min: 3, max: 2}\n"))
                    .hasMessageContaining("m.yml:4: clusters.hpc.pool.min: min: 3 is more than max: 2");
            refused("clusters:\n  hpc: {type: " + type + ", pool: {max: 0}}\n");
            refused("clusters:\n  hpc: {type: " + type + ", pool: {idle: 1ms}}\n");
        }
    }

    @Test
    void onMachinesItHasBoundsWhereItSaysSo() throws IOException {
        for (String type : List.of("type: local", "type: hosts, hosts: [a, b]")) {
            assertThat(pool("{" + type + ", agents: 4, pool: {min: 1}}"))
                    .as("agents: is the most")
                    .isEqualTo(
                            new ClusterSettings.Pool(null, new ClusterSettings.Scaling(1, 4, Duration.ofMinutes(5))));
            assertThat(pool("{" + type + ", pool: {max: 3, idle: 30s, key_file: /k}}"))
                    .isEqualTo(new ClusterSettings.Pool(
                            Path.of("/k"), new ClusterSettings.Scaling(0, 3, Duration.ofSeconds(30))));
            assertThat(refused("clusters:\n  lab:\n    " + type.replace(", ", "\n    ")
                            + "\n    pool: {min: 3}\n    agents: 2\n"))
                    .hasMessageContaining("clusters.lab.pool.min: min: 3 is more than max: 2");
        }
    }

    @Test
    void strangeValuesAreToldWithTheirPlace() throws IOException {
        assertThat(refused("clusters:\n  lab: {type: local, pool: perhaps}\n"))
                .hasMessageContaining("m.yml:2: clusters.lab.pool");
        Problem near = refused("clusters:\n  lab: {type: local, pool: {keyfile: /k}}\n");
        assertThat(near.getMessage() + near.advice()).contains("keyfile", "key_file");
        refused("clusters:\n  lab: {type: local, pool: [true]}\n");
        refused("clusters:\n  lab: {type: local, pool: true, agents: 0}\n");
        refused("clusters:\n  lab: {type: hosts, hosts: [a], pool: false}\n");
    }
}
