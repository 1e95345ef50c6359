package org.musterhpc.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.redis.connect.RedisAddress;

class RedisUrlTest {

    @Test
    void passwordOnTheCommandLineIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> RedisUrl.parse("redis://me:s3cret@host:7000", Map.of(), null))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.exit()).isEqualTo(2);
                    assertThat(problem.getMessage() + problem.advice())
                            .doesNotContain("s3cret")
                            .contains("MUSTER_REDIS_PASSWORD", "redis://me@host:7000");
                });
    }

    @Test
    void passwordComesFromTheEnvironment() {
        RedisAddress address = RedisUrl.parse("redis://me@host", Map.of("MUSTER_REDIS_PASSWORD", "s3cret"), null);
        assertThat(address).isEqualTo(new RedisAddress("redis://host:6379", "me", "s3cret", null, "muster:"));
        assertThat(address.toString()).doesNotContain("s3cret");
    }

    @Test
    void schemeMayBeLeftOut() {
        assertThat(RedisUrl.parse("127.0.0.1:7000", Map.of(), null).url()).isEqualTo("redis://127.0.0.1:7000");
        assertThat(RedisUrl.parse("rediss://host:7000/2", Map.of(), null).url()).isEqualTo("rediss://host:7000/2");
    }

    @Test
    void whatTheUrlDoesNotSayComesFromTheConfiguration() {
        RedisAddress configured = new RedisAddress("rediss://other:1", "muster", "pw", "ca.pem", "lab:");
        assertThat(RedisUrl.parse("rediss://host:7000", Map.of(), configured))
                .isEqualTo(new RedisAddress("rediss://host:7000", "muster", "pw", "ca.pem", "lab:"));
    }

    @Test
    void otherSchemesAreRefused() {
        assertThatThrownBy(() -> RedisUrl.parse("http://host", Map.of(), null)).hasMessageContaining("--redis");
        assertThatThrownBy(() -> RedisUrl.parse("redis://ho st", Map.of(), null))
                .hasMessageContaining("--redis");
    }
}
