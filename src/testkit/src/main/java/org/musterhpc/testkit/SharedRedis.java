package org.musterhpc.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * One Redis for all tests of a JVM: in a container where a Docker daemon answers, else a server of this machine. Where
 * there is neither, tests are skipped, except in CI, where that is a failure. Tests use campaign names of their own.
 */
public final class SharedRedis {
    private static final String IMAGE = "redis:7.0-alpine";
    private static final int PORT = 6379;

    private static @Nullable String url;

    private SharedRedis() {}

    /** {@code redis://host:port} of a server without a password. */
    public static synchronized String url() {
        if (url == null) {
            url = start();
        }
        return url;
    }

    private static String start() {
        if (dockerAnswers()) {
            return inContainer();
        }
        if (Programs.find("valkey-server", "redis-server").isPresent()) {
            return RedisServer.start().url();
        }
        String reason = "no Docker daemon, and neither valkey-server nor redis-server on the PATH";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(reason + "; in CI no suite may be skipped");
        }
        return Assumptions.abort(reason);
    }

    private static boolean dockerAnswers() {
        // Asking the factory takes a third of a second; without a socket the answer is known.
        boolean maybe = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return maybe && DockerClientFactory.instance().isDockerAvailable();
    }

    @SuppressWarnings("resource") // lives as long as the JVM; Testcontainers ends it
    private static String inContainer() {
        GenericContainer<?> redis = new GenericContainer<>(IMAGE).withExposedPorts(PORT);
        redis.start();
        return "redis://" + redis.getHost() + ":" + redis.getMappedPort(PORT);
    }
}
