package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RedisVersionIT {

    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void serverOfEachVersionAnswersAndComesBack(RedisVersion version) {
        try (RedisServer server = version.start("appendonly yes", "appendfsync always")) {
            server.ask("SET a 1");
            server.kill9();
            server.restart();
            assertThat(server.ask("GET a")).isEqualTo("1");
        }
    }

    @Test
    void versionsAreWhatTheySay() {
        try (RedisServer old = RedisVersion.REDIS_6_2.start();
                RedisServer valkey = RedisVersion.VALKEY.start()) {
            assertThat(old.ask("INFO server")).contains("redis_version:6.2.");
            assertThat(valkey.ask("INFO server")).contains("valkey_version:");
        }
    }

    @Test
    void sharedOneIsTheSameForAllOfAVersion() {
        assertThat(SharedRedis.url(RedisVersion.REDIS_6_2))
                .isEqualTo(SharedRedis.url(RedisVersion.REDIS_6_2))
                .isNotEqualTo(SharedRedis.url(RedisVersion.VALKEY));
    }
}
