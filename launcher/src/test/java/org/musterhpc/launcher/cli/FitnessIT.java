package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.testkit.RedisServer;

/** Servers on which tasks would not be safe: doctor tells it, submit, run and restore begin nothing there. */
class FitnessIT {
    @TempDir
    Path folder;

    private RedisServer redis;

    @AfterEach
    void stop() {
        redis.close();
    }

    private Desk desk(String... settings) throws Exception {
        redis = RedisServer.start(settings);
        Files.writeString(folder.resolve("two.yml"), "command: echo {{n}}\ntasks: {range: 1-2}\n");
        return new Desk(folder.resolve("home")).at(redis.url());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "appendonly no|no-appendonly|CONFIG SET appendonly yes",
                "appendonly yes;maxmemory-policy allkeys-lru|eviction|CONFIG SET maxmemory-policy noeviction",
                "appendonly yes;bind 127.0.0.1 ::;protected-mode no|no-password|requirepass",
            })
    void serverThatIsNotFitIsRefusedUnlessAccepted(String settings, String word, String remedy) throws Exception {
        Desk desk = desk(settings.split(";"));
        String file = folder.resolve("two.yml").toString();

        assertThat(desk.types("doctor")).isEqualTo(1);
        assertThat(desk.out()).contains("fail", remedy, "redis: {accept: [" + word + "]}");
        for (String command : new String[] {"submit", "run"}) {
            assertThat(desk.types(command, file)).isEqualTo(2);
            assertThat(desk.err()).contains("is not fit for campaigns", remedy, "accept: [" + word + "]");
        }
        assertThat(desk.types("restore", "two")).isEqualTo(2);
        assertThat(desk.err()).contains("is not fit for campaigns");
        assertThat(desk.types("status", "two")).isEqualTo(2);
        assertThat(desk.err()).contains("there is no campaign 'two'");

        Path config = Files.writeString(folder.resolve("muster.yml"), "redis: {accept: [" + word + "]}\n");
        assertThat(desk.types("submit", file, "--stage-only", "--config", config.toString()))
                .isZero();
        assertThat(desk.err()).contains("(accepted: " + word + ")");
        assertThat(desk.types("run", "two")).isEqualTo(2);
        assertThat(desk.err()).contains("is not fit for campaigns");
    }

    @Test
    void replicaTakesNoCampaigns() throws Exception {
        Desk desk = desk("appendonly yes", "replicaof 127.0.0.1 1");
        assertThat(desk.types("submit", folder.resolve("two.yml").toString(), "--stage-only"))
                .isEqualTo(2);
        assertThat(desk.err()).contains("is a replica", "name the primary");
    }

    @Test
    void nodeOfAClusterIsToldFromAServer() throws Exception {
        Desk desk = desk("appendonly yes", "cluster-enabled yes");
        assertThat(desk.types("submit", folder.resolve("two.yml").toString(), "--stage-only"))
                .isEqualTo(2);
        assertThat(desk.err()).contains("is a node of a Redis Cluster", "redis-cluster://");
    }

    /** A site's user that may not look around is told what could not be looked at, and not turned away. */
    @ParameterizedTest
    @ValueSource(strings = {"-config -info", "-config"})
    void whatMayNotBeAskedIsNoReasonToRefuse(String forbidden) throws Exception {
        Desk desk = desk("appendonly yes", "user default on nopass ~* &* +@all " + forbidden);
        assertThat(desk.types("submit", folder.resolve("two.yml").toString(), "--stage-only"))
                .as(desk.err())
                .isZero();
        assertThat(desk.err()).contains("could not be asked");
        assertThat(desk.types("doctor")).as(desk.out()).isIn(0, 1);
        assertThat(desk.out()).contains("could not be asked").doesNotContain("fail  redis");
    }

    @Test
    void fitServerIsTaken() throws Exception {
        Desk desk = desk("appendonly yes", "bind 127.0.0.1 ::", "protected-mode yes");
        assertThat(desk.types("submit", folder.resolve("two.yml").toString(), "--stage-only"))
                .isZero();
    }
}
