package org.musterhpc.queue.redis.connect;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.queue.QueueUnavailableException;

/**
 * What a server says of itself, and whom it lets in.
 *
 * @param at the one server that this is about
 * @param info the fields of INFO; empty where we may not ask
 * @param settings of {@link #ASKED}, those that we may read
 * @param anybody whether it lets somebody in who shows neither user nor password nor certificate
 * @param ahead how far its clock is ahead of ours
 */
public record ServerFacts(
        RedisAddress at, Map<String, String> info, Map<String, String> settings, boolean anybody, Duration ahead) {
    /** Settings that INFO does not tell. */
    private static final List<String> ASKED = List.of("appendfsync", "bind", "protected-mode");

    public ServerFacts {
        info = Map.copyOf(info);
        settings = Map.copyOf(settings);
    }

    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    /**
     * Of each server that holds keys: several in a cluster, else one.
     *
     * @param patience for each connection and answer
     * @throws QueueUnavailableException where one does not answer, or refuses us
     */
    public static List<ServerFacts> of(RedisAddress address, Duration patience, InstantSource clock) {
        List<ServerFacts> facts = new ArrayList<>();
        for (RedisAddress each : ServerProbe.servers(address, patience)) {
            try (ServerProbe probe = ServerProbe.open(each, patience)) {
                Duration ahead = Duration.between(clock.instant(), probe.time());
                Map<String, String> settings = new HashMap<>();
                for (String name : ASKED) {
                    probe.setting(name).ifPresent(value -> settings.put(name, value));
                }
                boolean anybody = ServerProbe.knock(each.withoutCredentials(), patience) == ServerProbe.Answer.UP;
                facts.add(new ServerFacts(each, probe.info(), settings, anybody, ahead));
            }
        }
        return facts;
    }
}
