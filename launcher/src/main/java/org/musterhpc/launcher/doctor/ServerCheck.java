package org.musterhpc.launcher.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.redis.ServerProbe;
import org.musterhpc.queue.redis.ServerProbe.Answer;

/**
 * The Redis that holds the queues.
 *
 * @param own whether we started it
 */
record ServerCheck(RedisAddress redis, boolean own) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public List<Finding> look() {
        Answer answer = ServerProbe.knock(redis, PATIENCE);
        if (answer != Answer.UP) {
            return List.of(unreachable(answer));
        }
        try (ServerProbe probe = ServerProbe.open(redis, PATIENCE)) {
            Instant asked = InstantSource.system().instant();
            Duration offset = Duration.between(asked, probe.time());
            ServerReport report = new ServerReport(
                    probe.info(), probe.setting("maxmemory-policy"), probe.setting("appendfsync"), offset);
            List<Finding> findings = new ArrayList<>(report.findings());
            findings.add(door());
            return findings;
        } catch (QueueUnavailableException e) {
            return List.of(Finding.fail(
                    "redis", String.valueOf(e.getMessage()), "see that our user may say INFO and TIME there"));
        }
    }

    private Finding door() {
        RedisAddress nobody = new RedisAddress(redis.url(), null, null, redis.caFile(), redis.prefix());
        boolean open = ServerProbe.knock(nobody, PATIENCE) == Answer.UP;
        URI uri = URI.create(redis.url());
        boolean loopback =
                Map.of("localhost", 1, "127.0.0.1", 1, "[::1]", 1).containsKey(String.valueOf(uri.getHost()));
        if (open) {
            return Finding.warn(
                    "password",
                    redis + " lets anybody in without one" + (loopback ? ", every user of this machine" : ""),
                    "set requirepass or an ACL user: whoever writes to the queue has agents run commands");
        }
        if (!loopback && !"rediss".equals(uri.getScheme())) {
            return Finding.warn(
                    "password",
                    "is asked for, but crosses the network unencrypted",
                    "use TLS (rediss://) where the network is not the cluster's own");
        }
        return Finding.ok("password", "is asked for" + (loopback ? ", loopback only as far as we use it" : ", TLS"));
    }

    private String reason() {
        try {
            ServerProbe.open(redis, PATIENCE).close();
            return "";
        } catch (QueueUnavailableException e) {
            return ": " + e.getMessage();
        }
    }

    private Finding unreachable(Answer answer) {
        String at = redis.toString();
        return switch (answer) {
            case NOBODY -> Finding.fail("redis", "nothing listens at " + at, "start the server, or correct its url");
            case DENIED -> Finding.fail("redis", at + " refuses us", "correct user and password (password_file)");
            case LOADING ->
                Finding.warn("redis", at + " is still reading its data", "wait; muster waits for it as well");
            case SILENT, STRANGE, UP ->
                Finding.fail(
                        "redis",
                        at + " does not answer as a Redis server does" + reason(),
                        "see that url, TLS (rediss://) and firewall are right" + (own ? "; look into its log" : ""));
        };
    }
}
