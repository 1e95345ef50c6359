package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "redis://h redis://h:6379",
                "rediss://h:7000/2 rediss://h:7000/2",
                "redis://h:1/ redis://h:1",
                "redis://[::1]:1 redis://[::1]:1",
                "redis-sentinel://a,b:1/2#my-master redis-sentinel://a:26379,b:1/2#my-master",
                "rediss-sentinel://a#m rediss-sentinel://a:26379/0#m",
                "redis-cluster://a,b:7000 redis-cluster://a:6379,b:7000",
                "rediss-cluster://a rediss-cluster://a:6379",
            })
    void formsThatAreUnderstood(String text, String whole) {
        assertThat(ServerUrl.parse(text)).hasToString(whole);
        assertThat(ServerUrl.parse(whole)).isEqualTo(ServerUrl.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://h|does not begin with redis://",
                "h:6379|does not begin with redis://",
                "redis://|names no host",
                "redis://h,|names no host",
                "redis://a,b|names several hosts",
                "redis://ho st|neither a name nor an address",
                "redis://h:70000|port that there is not",
                "redis://h/db|more behind the host",
                "redis://h?timeout=1s|more behind the host",
                "redis://h#m|names a primary",
                "redis-sentinel://h|which primary",
                "redis-cluster://h/1|names a database",
                "redis://me@h|holds a user",
                "redis://me:hunter2@h|holds a password",
            })
    void othersAreRefusedWithoutBeingRepeated(String text, String why) {
        assertThatThrownBy(() -> ServerUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining(why);
    }

    @Test
    void loopbackIsKnown() {
        assertThat(ServerUrl.parse("redis://127.0.1.1").loopback()).isTrue();
        assertThat(ServerUrl.parse("redis-cluster://localhost,[::1]").loopback())
                .isTrue();
        assertThat(ServerUrl.parse("redis-cluster://localhost,h").loopback()).isFalse();
    }
}
