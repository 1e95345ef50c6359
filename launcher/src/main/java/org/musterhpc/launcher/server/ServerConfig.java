package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.redis.connect.RedisAddress;

/**
 * What of a server's configuration lasts: where it listens, and the password. The rest is written anew at each start.
 *
 * @param listen an address beside loopback's, for agents on other machines; null: none
 */
record ServerConfig(int port, String password, @Nullable String listen) {
    private static final String BIND = "bind 127.0.0.1";
    private static final int PASSWORD_BYTES = 32;

    static ServerConfig fresh(int port, @Nullable String listen) {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return new ServerConfig(port, HexFormat.of().formatHex(random), listen);
    }

    RedisAddress address() {
        return new RedisAddress("redis://127.0.0.1:" + port, null, password, null, RedisAddress.DEFAULT_PREFIX);
    }

    ServerConfig listening(@Nullable String address) {
        return new ServerConfig(port, password, address);
    }

    /** As other machines reach it; null where it listens on loopback alone. */
    @Nullable
    RedisAddress elsewhere() {
        if (listen == null) {
            return null;
        }
        String host = listen.indexOf(':') >= 0 ? "[" + listen + "]" : listen;
        return new RedisAddress("redis://" + host + ":" + port, null, password, null, RedisAddress.DEFAULT_PREFIX);
    }

    /** Empty where there is none, or it is not one of ours. */
    static Optional<ServerConfig> read(Path file) throws IOException {
        int port = 0;
        String password = "";
        String listen = null;
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("port \\d{1,5}")) {
                    port = Integer.parseInt(line.substring("port ".length()));
                } else if (line.startsWith(BIND + " ")) {
                    listen = line.substring(BIND.length() + 1);
                } else if (line.startsWith("requirepass ")) {
                    password = line.substring("requirepass ".length());
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return port == 0 || password.isEmpty()
                ? Optional.empty()
                : Optional.of(new ServerConfig(port, password, listen));
    }

    /**
     * The file for the server. The list settings are what was measured best for a million 100-byte messages: 33 bytes
     * each, where larger nodes save one byte more and make taking messages off the queue slower.
     */
    String text(Path folder) {
        return """
                # Written by muster at each start of the server; changes are lost.
                %s
                port %d
                protected-mode yes
                requirepass %s
                timeout 0
                tcp-keepalive 60
                daemonize no
                pidfile %s
                logfile %s
                dir %s
                # Every write is kept; a crash of the machine costs the last second at most.
                appendonly yes
                appendfsync everysec
                aof-load-truncated yes
                aof-use-rdb-preamble yes
                auto-aof-rewrite-percentage 100
                auto-aof-rewrite-min-size 64mb
                save ""
                # A queue must never lose a key to make room.
                maxmemory 0
                maxmemory-policy noeviction
                list-max-ziplist-size -2
                list-compress-depth 1
                """.formatted(
                        listen == null ? BIND : BIND + " " + listen,
                        port,
                        password,
                        quoted(folder.resolve("redis.pid")),
                        quoted(folder.resolve("redis.log")),
                        quoted(folder.resolve("data")));
    }

    private static String quoted(Path path) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : path.toString().toCharArray()) {
            if (c < ' ') {
                quoted.append("\\x%02x".formatted((int) c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return "port " + port + (listen == null ? "" : " on " + listen);
    }
}
