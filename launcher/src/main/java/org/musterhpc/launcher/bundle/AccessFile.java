package org.musterhpc.launcher.bundle;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.ShellFiles;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * The file by which agents on another machine get at the queues, for its owner alone, with the PEM files that it names.
 *
 * @param folder on that machine, absolute
 */
public record AccessFile(ShellFiles files, String folder) {
    private static final String PRIVATE = "600";

    /** Brings it; returns its path there. */
    public String put(RedisAddress redis, @Nullable SigningKey key) throws NoAnswer, NotSent, Refused {
        String ca = redis.caFile();
        RedisAddress.Identity own = redis.identity();
        RedisAddress seen = new RedisAddress(
                redis.url(),
                redis.user(),
                redis.password(),
                ca == null ? null : copy(redis, "ca-", ca),
                redis.prefix(),
                own == null
                        ? null
                        : new RedisAddress.Identity(
                                copy(redis, "cert-", own.certFile()), copy(redis, "key-", own.keyFile())));
        String connection = folder + "/" + ConnectionFile.name(redis);
        files.put(Input.of(ConnectionFile.json(seen, key)), connection, PRIVATE);
        return connection;
    }

    /** Brings a PEM file that a connection needs; the path there. */
    private String copy(RedisAddress redis, String what, String file) throws NoAnswer, NotSent, Refused {
        String there = folder + "/"
                + ConnectionFile.name(redis).replace("connection-", what).replace(".json", ".pem");
        files.put(Input.of(Path.of(file)), there, PRIVATE);
        return there;
    }
}
