package org.musterhpc.queue.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** TEMPORARY until the testkit's fixture lands. */
final class SharedRedis {
    private static RedisAddress address;

    static synchronized RedisAddress address() {
        if (address == null) {
            try {
                int port;
                try (ServerSocket free = new ServerSocket(0)) {
                    port = free.getLocalPort();
                }

                Path dir = Files.createTempDirectory("redis");
                Process process = new ProcessBuilder(
                                "redis-server", "--port", "" + port, "--save", "", "--dir", dir.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("log").toFile())
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                while (!Files.exists(dir.resolve("log"))
                        || !Files.readString(dir.resolve("log")).contains("Ready to accept")) {
                    Thread.onSpinWait();
                }
                address = new RedisAddress("redis://127.0.0.1:" + port, null, null, null, "muster:");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return address;
    }
}
