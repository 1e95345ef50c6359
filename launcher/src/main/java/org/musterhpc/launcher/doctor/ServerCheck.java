package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerFacts;
import org.musterhpc.queue.redis.connect.ServerProbe;
import org.musterhpc.queue.redis.connect.ServerProbe.Answer;

/**
 * The Redis that holds the queues.
 *
 * @param own whether we started it
 * @param accepted hazards that are told, but do not count as a failure
 */
record ServerCheck(RedisAddress redis, boolean own, Set<Hazard> accepted) implements Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Override
    public List<CheckResult> look() {
        try {
            return ServerFacts.of(redis, PATIENCE, InstantSource.system()).stream()
                    .flatMap(facts -> new ServerReport(facts, redis, accepted).findings().stream())
                    .toList();
        } catch (QueueUnavailableException e) {
            return List.of(unreachable(e));
        }
    }

    private CheckResult unreachable(QueueUnavailableException e) {
        String what = String.valueOf(e.getMessage());
        Answer answer = ServerProbe.knock(redis, PATIENCE);
        if (!e.advice().isEmpty()) {
            return CheckResult.fail("redis", what, e.advice());
        }
        return switch (answer) {
            case NOBODY ->
                CheckResult.fail("redis", "nothing listens at " + redis, "start the server, or correct its url");
            case DENIED ->
                CheckResult.fail("redis", redis + " refuses us: " + what, "correct user and password (password_file)");
            case LOADING ->
                CheckResult.warn("redis", redis + " is still reading its data", "wait; muster waits for it as well");
            case UP -> CheckResult.fail("redis", what, "see that our user may say PING and TIME there");
            case SILENT, STRANGE ->
                CheckResult.fail(
                        "redis",
                        redis + " does not answer as a Redis server does: " + what,
                        "see that url, TLS (rediss://) and firewall are right" + (own ? "; look into its log" : ""));
        };
    }
}
