package org.musterhpc.queue.redis.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.sign.SafePath;
import org.musterhpc.queue.sign.SigningKey;

/** How an agent learns where Redis is: a file that only its owner can read, so that no secret is on a command line. */
public final class ConnectionFile {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private ConnectionFile() {}

    /**
     * What the file says. It holds the password and the key: never to be printed.
     *
     * @param key of the campaign, or null where there is nothing to be signed
     */
    public static String json(RedisAddress address, @Nullable SigningKey key) {
        ObjectNode json = JSON.createObjectNode();
        json.put("url", address.url());
        json.put("user", address.user());
        json.put("password", address.password());
        json.put("ca", address.caFile());
        json.put("prefix", address.prefix());
        json.put("signing_key", key == null ? null : key.text());
        RedisAddress.Identity identity = address.identity();
        if (identity != null) {
            json.put("cert", identity.certFile());
            json.put("key", identity.keyFile());
        }
        return json.toString();
    }

    /** What the file is called: another name for another server, so that its agents are told apart. */
    public static String name(RedisAddress address) {
        String server = address.url() + " " + address.user() + " " + address.prefix();
        return "connection-" + UUID.nameUUIDFromBytes(server.getBytes(StandardCharsets.UTF_8)) + ".json";
    }

    /** Writes the file whole, 0600 whatever the umask, in place of an older one. */
    public static void write(Path file, RedisAddress address, @Nullable SigningKey key) throws IOException {
        // A name that nobody else has: another machine may have our pid.
        Path fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName() + ".",
                ".new",
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.write(fresh, json(address, key).getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh); // no password is left behind
        }
    }

    /**
     * Reads it back.
     *
     * @throws IOException where it cannot be read, is not such a file, or others may read it
     */
    public static RedisAddress read(Path file) throws IOException {
        JsonNode json = checked(file);
        String url = json.path("url").asText();
        try {
            ServerUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IOException("the url in " + file + " " + e.getMessage(), e);
        }
        String prefix = text(json, "prefix");
        String cert = text(json, "cert");
        String key = text(json, "key");
        return new RedisAddress(
                url,
                text(json, "user"),
                text(json, "password"),
                text(json, "ca"),
                prefix == null ? RedisAddress.DEFAULT_PREFIX : prefix,
                cert == null || key == null ? null : new RedisAddress.Identity(cert, key));
    }

    /**
     * The key of the campaign that the file was made for; null where it has none.
     *
     * @throws IOException as {@link #read}, or where what stands there is not a key
     */
    public static @Nullable SigningKey key(Path file) throws IOException {
        String text = text(checked(file), "signing_key");
        try {
            return text == null ? null : SigningKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the key in " + file + " " + e.getMessage(), e);
        }
    }

    private static JsonNode checked(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException(
                    file + " may be read by others (" + PosixFilePermissions.toString(permissions) + "); chmod 600 it");
        }
        String danger = SafePath.danger(file).orElse(null);
        if (danger != null) {
            throw new IOException(file + " cannot be trusted: " + danger);
        }
        JsonNode json = JSON.readTree(file.toFile());
        if (json == null || !json.path("url").isTextual()) {
            throw new IOException(file + " does not name a Redis url");
        }
        return json;
    }

    private static @Nullable String text(JsonNode json, String key) {
        JsonNode value = json.get(key);
        return value == null || value.isNull() ? null : value.asText();
    }
}
