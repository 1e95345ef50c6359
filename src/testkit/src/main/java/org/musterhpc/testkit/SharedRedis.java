package org.musterhpc.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/**
 * One Redis of each version for all tests of a JVM: the installed one in a container where a Docker daemon answers, else
 * servers of this machine. Where there is none, tests are skipped. Tests use campaign names of their own.
 */
public final class SharedRedis {
    private static final String IMAGE = "redis:7.0-alpine";
    private static final int PORT = 6379;

    private static final Map<RedisVersion, String> URLS = new EnumMap<>(RedisVersion.class);

    private SharedRedis() {}

    /** {@code redis://host:port} of a server without a password, of the version that this run is for. */
    public static String url() {
        return url(RedisVersion.chosen());
    }

    /** The same of another version. */
    public static synchronized String url(RedisVersion version) {
        return URLS.computeIfAbsent(version, SharedRedis::start);
    }

    private static String start(RedisVersion version) {
        if (version == RedisVersion.INSTALLED && dockerAnswers()) {
            return inContainer();
        }
        return version.start().url();
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
