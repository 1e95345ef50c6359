package org.musterhpc.queue.redis.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.TestServer;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** A campaign of another version of the protocol is left alone by whoever does not speak it. */
class VersionIT {
    private static final String NAME = "foreign-tongue";
    private static final Keys KEYS = new Keys(RedisAddress.DEFAULT_PREFIX, NAME);

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "two and a half"})
    void nothingOfAnotherVersionIsTouchedAndItIsTold(String version) {
        try (Rig rig = new Rig(TestServer.address(), NAME, Rig.stage("match"));
                ScriptRunner runner = TestServer.runner()) {
            rig.push("match", 1, 3);
            runner.ask(redis -> redis.hset(KEYS.campaign(), "v", version));
            Map<String, String> before = runner.ask(redis -> redis.hgetAll(KEYS.campaign()));
            assertThatThrownBy(() -> rig.queues.work(NAME, Rig.agentInfo("a"), Rig.GRACE))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContaining("this program speaks 2");
            assertThatThrownBy(() -> rig.queues.view().overview(NAME)).isInstanceOf(DamagedException.class);
            assertThatThrownBy(() -> rig.queues.control().requeue(NAME, null, List.of(), true))
                    .isInstanceOf(DamagedException.class);
            Map<String, String> after = runner.ask(redis -> redis.hgetAll(KEYS.campaign()));
            assertThat(after).isEqualTo(before);
            rig.queues.control().purge(NAME);
            Set<String> left = runner.ask(redis -> redis.keys(KEYS.everything()));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void versionIsRecorded() {
        try (Rig rig = new Rig(TestServer.address(), NAME, Rig.stage("match"));
                ScriptRunner runner = TestServer.runner()) {
            String version = runner.ask(redis -> redis.hget(KEYS.campaign(), "v"));
            assertThat(version).isEqualTo("2");
            rig.queues.control().purge(NAME);
        }
    }
}
