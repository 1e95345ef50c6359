package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code redis-cli} on the embedded server of a home: what any program can do that may write to Redis. */
record RedisCli(String url, String password) {

    static RedisCli of(Muster muster) {
        return of(muster, muster.folder.resolve("home"));
    }

    static RedisCli of(Muster muster, Path home) {
        try {
            String password = Files.readAllLines(home.resolve("redis/redis.conf")).stream()
                    .filter(line -> line.startsWith("requirepass "))
                    .map(line -> line.substring("requirepass ".length()))
                    .findFirst()
                    .orElseThrow();
            String url =
                    muster.run("redis", "status", "--json").json().path("url").asText();
            return new RedisCli(url, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a command answers. */
    String say(String... words) {
        List<String> argv = new ArrayList<>(List.of("redis-cli", "-u", url));
        argv.addAll(List.of(words));
        ProcessBuilder cli = new ProcessBuilder(argv).redirectErrorStream(true);
        cli.environment().put("REDISCLI_AUTH", password);
        try {
            Process process = cli.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).doesNotStartWith("ERR").doesNotStartWith("NO");
            return said.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until what it has answered to is in its file. While it forces what came before onto the disk it answers first and
     * writes later, and one that is killed meanwhile has forgotten that.
     */
    void awaitWritten() {
        await().until(() -> say("INFO", "persistence").contains("aof_buffer_length:0"));
    }

    /** {@code HOST:PORT}. */
    String address() {
        URI at = URI.create(url);
        return at.getHost() + ":" + at.getPort();
    }

    /** Sends a message to a campaign's only stage. */
    void rpush(String campaign, String body) {
        assertThat(say("RPUSH", "muster:{" + campaign + "}:main:proc", body)).matches("\\(integer\\) \\d+|\\d+");
    }
}
