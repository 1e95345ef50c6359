package org.musterhpc.launcher.web.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.web.pages.Answers;
import org.musterhpc.launcher.web.pages.SharedUseCases;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.connect.ServerFacts;

/** How Redis is, in its own words. */
final class ServerMetrics {
    /** Field of INFO, family and help; a family that ends in {@code _total} is a counter. */
    private static final List<String[]> FIELDS = List.of(
            new String[] {"used_memory", "muster_redis_memory_bytes", "Memory that its data take."},
            new String[] {"maxmemory", "muster_redis_memory_limit_bytes", "Memory that they may take; 0: no limit."},
            new String[] {"connected_clients", "muster_redis_clients", "Programs that are connected."},
            new String[] {"total_commands_processed", "muster_redis_commands_total", "Commands that were run."},
            new String[] {
                "evicted_keys", "muster_redis_evicted_keys_total", "Keys that it threw away for want of memory."
            },
            new String[] {"uptime_in_seconds", "muster_redis_uptime_seconds", "For how long it has run."},
            new String[] {"aof_enabled", "muster_redis_append_only", "1 where it keeps its data by an append-only file."
            });

    private final SharedUseCases site;
    private final Answers answers;

    ServerMetrics(SharedUseCases site, Answers answers) {
        this.site = site;
        this.answers = answers;
    }

    /** @return whether it answers */
    boolean write(MetricsText text) {
        List<ServerFacts> servers = List.of();
        boolean up = true;
        try {
            servers = site.begun() ? facts() : servers;
        } catch (QueueUnavailableException e) {
            up = false;
        }
        text.gauge("muster_redis_up", "1 where Redis answers.");
        text.sample(up ? 1 : 0, Map.of());
        for (String[] field : FIELDS) {
            String family = field[1];
            if (family.endsWith("_total")) {
                text.counter(family.substring(0, family.length() - "_total".length()), field[2]);
            } else {
                text.gauge(family, field[2]);
            }
            for (ServerFacts each : servers) {
                String value = each.info().getOrDefault(field[0], "");
                if (value.matches("\\d{1,18}")) {
                    text.sample(Long.parseLong(value), server(each));
                }
            }
        }
        text.gauge("muster_redis_saving", "1 where the last writing of its append-only file went well.");
        servers.forEach(each -> text.sample(
                each.info().getOrDefault("aof_last_write_status", "ok").equals("ok") ? 1 : 0, server(each)));
        text.gauge("muster_redis_clock_ahead_seconds", "How far its clock is ahead of the one here.");
        servers.forEach(each -> text.sample(each.ahead().toMillis() / 1e3, server(each)));
        return up && site.begun();
    }

    @SuppressWarnings("unchecked")
    private List<ServerFacts> facts() {
        return answers.get(
                "servers", List.class, () -> site.app().connection().link().servers());
    }

    private static Map<String, String> server(ServerFacts facts) {
        return new TreeMap<>(Map.of("server", facts.at().url().replaceFirst("^.*[/@]([^/@]+)$", "$1")));
    }
}
