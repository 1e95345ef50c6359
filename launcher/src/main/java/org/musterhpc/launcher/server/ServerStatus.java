package org.musterhpc.launcher.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the embedded server.
 *
 * @param folder its configuration, log and data
 * @param running null where no server of ours answers
 */
public record ServerStatus(Path folder, @Nullable Running running) {

    /**
     * @param url without the password
     * @param pid of the server
     * @param version as {@code INFO} names it, with {@code redis} or {@code valkey} before it
     * @param program the executable
     * @param uptime since it was started, in seconds
     * @param memory that it uses for data, in bytes
     * @param diskBytes of its append-only file
     * @param clients connected now, ourselves included
     */
    public record Running(
            String url,
            long pid,
            String version,
            String program,
            Duration uptime,
            long memory,
            long diskBytes,
            int clients) {

        static Running of(String url, Map<String, String> info) {
            String valkey = info.getOrDefault("valkey_version", "");
            String version = valkey.isEmpty() ? "redis " + info.getOrDefault("redis_version", "?") : "valkey " + valkey;
            return new Running(
                    url,
                    number(info, "process_id"),
                    version,
                    info.getOrDefault("executable", ""),
                    Duration.ofSeconds(number(info, "uptime_in_seconds")),
                    number(info, "used_memory"),
                    number(info, "aof_current_size"),
                    (int) number(info, "connected_clients"));
        }

        private static long number(Map<String, String> info, String field) {
            return Long.parseLong(info.getOrDefault(field, "0"));
        }
    }

    public boolean isRunning() {
        return running != null;
    }
}
