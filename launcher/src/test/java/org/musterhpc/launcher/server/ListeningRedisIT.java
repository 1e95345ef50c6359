package org.musterhpc.launcher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerProbe;
import org.musterhpc.testkit.Ceiling;

/** The own server, told to listen beyond loopback: at another loopback address, which stands for the network's. */
class ListeningRedisIT {
    private static final String OTHER = "127.0.0.2";

    @TempDir
    Path temp;

    private LocalRedis redis(String listen) {
        return new LocalRedis(
                new MusterHome(temp.resolve("home")), System.getenv(), listen, Ceiling.TIME, Ceiling.TIME);
    }

    @AfterEach
    void stop() {
        redis(null).stop();
    }

    @Test
    void listensWhereItIsToldAndAsksForAPasswordThere() {
        redis(OTHER).ensureRunning();
        RedisAddress there = redis(OTHER).elsewhere();
        assertThat(there.url()).startsWith("redis://" + OTHER + ":");
        assertThat(ServerProbe.knock(there, Ceiling.TIME)).isEqualTo(ServerProbe.Answer.UP);
        RedisAddress nobody = new RedisAddress(there.url(), null, null, null, there.prefix());
        assertThat(ServerProbe.knock(nobody, Ceiling.TIME)).isEqualTo(ServerProbe.Answer.DENIED);
        assertThat(redis(null).ensureRunning().url()).as("for us").startsWith("redis://127.0.0.1:");
    }

    @Test
    void unlessToldItListensOnLoopbackAlone() {
        RedisAddress own = redis(null).ensureRunning();
        assertThat(redis(null).elsewhere()).isNull();
        RedisAddress other = new RedisAddress(own.url().replace("127.0.0.1", OTHER), null, null, null, own.prefix());
        assertThat(ServerProbe.knock(other, Ceiling.TIME)).isEqualTo(ServerProbe.Answer.NOBODY);
        assertThatThrownBy(() -> redis(OTHER).ensureRunning())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("does not listen on " + OTHER);
        redis(null).stop();
        redis(OTHER).ensureRunning();
        assertThat(redis(OTHER).elsewhere()).isNotNull();
    }

    @Test
    void anAddressOfAnotherMachineIsRefusedByName() {
        assertThatThrownBy(() -> redis("192.0.2.1").ensureRunning())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("192.0.2.1")
                .extracting(problem -> ((Problem) problem).exit())
                .isEqualTo(Problem.USAGE);
    }
}
