package org.musterhpc.launcher.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * What an agent is told when it is started.
 *
 * @param campaign whose tasks it runs
 * @param redis where the queues are; handed over in a file that only the owner can read
 * @param key of the campaign, handed over in the same file; null where it is not known yet, or there is none
 * @param logs folder for the agents' and the tasks' output
 * @param slots {@code auto} or a number
 * @param linger how long it waits for work before it leaves
 * @param timing of heartbeat and kill
 * @param resources what it has so many of, such as licences
 */
public record AgentSpec(
        String campaign,
        RedisAddress redis,
        @Nullable SigningKey key,
        Path logs,
        String slots,
        Duration linger,
        Timing timing,
        Map<String, Integer> resources) {

    /**
     * @param lease how long tasks stay an agent's without a heartbeat
     * @param heartbeat between two heartbeats; less than half the lease, so that one may be lost
     * @param killGrace between TERM and KILL for a task that has to go
     * @param redisPatience how long outcomes are kept that Redis does not take before the agent leaves with them
     */
    public record Timing(Duration lease, Duration heartbeat, Duration killGrace, Duration redisPatience) {}

    /** The agent's options that say the same on every machine. */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of("--campaign", campaign, "--linger", duration(linger)));
        words.addAll(manner());
        return words;
    }

    /** Those of them that are the same for every campaign. */
    public List<String> manner() {
        List<String> words = new ArrayList<>(List.of(
                "--slots",
                slots,
                "--lease",
                duration(timing.lease()),
                "--heartbeat",
                duration(timing.heartbeat()),
                "--kill-grace",
                duration(timing.killGrace()),
                "--redis-patience",
                duration(timing.redisPatience())));
        if (!resources.isEmpty()) {
            words.add("--resources");
            words.add(new TreeMap<>(resources)
                    .entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining(",")));
        }
        return words;
    }

    /** As {@code Walltime.parse} reads it. */
    private static String duration(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
