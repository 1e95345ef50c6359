package org.musterhpc.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A small shell in a session of its own that outlives the agent: when the agent dies, even by KILL, it kills what carries
 * the agent's token.
 *
 * <p>It reads a pipe that only the agent holds open. The token comes through that pipe, not through its environment or
 * arguments, by which it would find itself.
 */
interface Watchdog {

    /** Ends it without killing anybody. */
    void dismiss();

    static List<String> command() {
        return List.of("sh", "-c", script());
    }

    /** Its PATH, the only variable it gets: it must find grep and sleep. */
    static String path() {
        return "/usr/bin:/bin:/usr/local/bin";
    }

    private static String script() {
        try (InputStream in =
                Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"), "watchdog.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
