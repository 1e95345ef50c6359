package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.RedisServer;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/** Two that share a connection, and a server that dies while one of them has it. */
class SharedConnectionIT {
    @Test
    void whoeverWaitsForItIsToldAndFindsTheServerWhenItIsBack() {
        try (RedisServer server = RedisServer.start()) {
            RedisAddress address = new RedisAddress(server.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
            UnifiedJedis client = Connector.open(address, 1).client();
            assertThat(client.ping()).isEqualTo("PONG");
            server.pause();
            CompletableFuture<String> has = asks(client);
            CompletableFuture<String> waits = asks(client);
            await().until(() -> Thread.getAllStackTraces().values().stream()
                    .anyMatch(stack -> Arrays.stream(stack)
                            .anyMatch(frame -> frame.getMethodName().startsWith("takeFirst")
                                    || frame.getMethodName().startsWith("pollFirst"))));
            server.kill9();
            await().until(() -> has.isDone() && waits.isDone());
            assertThat(has.join()).isEqualTo("no answer");
            assertThat(waits.join()).isEqualTo("no answer");
            server.restart();
            await().ignoreExceptions().until(() -> client.ping().equals("PONG"));
            client.close();
        }
    }

    private static CompletableFuture<String> asks(UnifiedJedis client) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread asking = new Thread(() -> {
            try {
                answer.complete(client.ping());
            } catch (JedisException e) {
                answer.complete("no answer");
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        asking.setDaemon(true);
        asking.start();
        return answer;
    }
}
