package org.musterhpc.launcher.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.Ceiling;

/** Twenty lines of Redis client: this module must not see the real one. */
record RespClient(RedisAddress address) {

    static RespClient at(RedisAddress address) {
        return new RespClient(address);
    }

    /** The reply as it is on the wire, without the last line's end. */
    String say(String... words) throws IOException {
        URI uri = URI.create(address.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(Math.toIntExact(Ceiling.TIME.toMillis()));
            socket.getOutputStream().write(bytes("AUTH", address.password()));
            socket.getOutputStream().write(bytes(words));
            socket.getOutputStream().write(bytes("QUIT"));
            return text(socket.getInputStream());
        }
    }

    private static String text(InputStream in) throws IOException {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return all.replaceFirst("^\\+OK\r\n", "").replaceFirst("\\+OK\r\n$", "").stripTrailing();
    }

    private static byte[] bytes(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
