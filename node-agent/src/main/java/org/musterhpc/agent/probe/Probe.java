package org.musterhpc.agent.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.allocation.Allocation;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.ServerProbe;

/**
 * Looks at Redis and at the node that it runs on, and tells it as one line of JSON; claims nothing and needs no campaign.
 *
 * @param connection the file that says where Redis is
 * @param folder where to try to write, or null
 * @param host this node's name
 * @param node this node's clock
 * @param nanos the monotonic clock
 */
public record Probe(
        Path connection,
        @Nullable Path folder,
        Allocation allocation,
        String host,
        InstantSource node,
        LongSupplier nanos) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What was seen; {@code answered}: whether Redis did. The line holds no password. */
    public record Seen(String line, boolean answered) {}

    /** Takes at most some seconds, also where nobody answers; never throws for what it finds. */
    public Seen run() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("host", host);
        json.put("java", System.getProperty("java.version"));
        boolean answered = redis(json);
        json.put("writable", folder == null ? null : writable(folder));
        json.put("allocation", allocation.id().isEmpty() ? null : allocation.id());
        json.put("cpus", allocation.cpus());
        json.put("ends", allocation.ends() == null ? null : Long.valueOf(allocation.ends() * 1000));
        return new Seen(json.toString(), answered);
    }

    private boolean redis(ObjectNode json) {
        String trouble;
        try (ServerProbe server = ServerProbe.open(ConnectionFile.read(connection), PATIENCE)) {
            server.time(); // the first answer pays for the way there being new
            long asked = nanos.getAsLong();
            Instant redisTime = server.time();
            Instant nodeTime = node.instant();
            json.put("redis", "ok");
            json.put("redis_time", redisTime.toEpochMilli());
            json.put("node_time", nodeTime.toEpochMilli());
            json.put("latency_ms", Math.round((nanos.getAsLong() - asked) / 1e3) / 1e3);
            return true;
        } catch (IOException e) {
            trouble = "the connection file cannot be used: " + e;
        } catch (QueueUnavailableException e) {
            trouble = String.valueOf(e.getMessage());
        }
        json.put("redis", trouble);
        json.putNull("redis_time");
        json.put("node_time", node.instant().toEpochMilli());
        json.putNull("latency_ms");
        return false;
    }

    private static Boolean writable(Path folder) {
        try {
            Path sample = Files.createTempFile(folder, ".probe-", "");
            Files.delete(sample);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
