package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.testkit.Ceiling;

/** A real terminal with a shell in it, on which a test types, and at which it looks. */
final class Tmux implements AutoCloseable {
    private final Muster muster;
    private final String socket;

    Tmux(Muster muster, int columns, int rows) {
        this.muster = muster;
        this.socket = muster.folder.resolve("tmux").toString();
        muster.variable("LC_ALL", "C.UTF-8");
        String[] size = {"-x", Integer.toString(columns), "-y", Integer.toString(rows)};
        tmux(Stream.of(Stream.of("-f", "/dev/null", "new-session", "-d"), Stream.of(size), Stream.of("sh"))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    static boolean there() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tmux")));
    }

    private String tmux(String... words) {
        List<String> all = new ArrayList<>(List.of("tmux", "-S", socket));
        all.addAll(List.of(words));
        return muster.program(all.toArray(String[]::new));
    }

    /** Presses keys, by tmux's names for them. */
    void press(String... keys) {
        tmux(Stream.concat(Stream.of("send-keys"), Stream.of(keys)).toArray(String[]::new));
    }

    void line(String text) {
        tmux("send-keys", "-l", text);
        press("Enter");
    }

    /** Waits until the terminal itself knows it: tmux tells it a moment later. */
    void resize(int columns, int rows) {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
        String device = fact("pane_tty");
        await().atMost(Ceiling.TIME)
                .until(() ->
                        muster.program("stty", "-F", device, "size").strip().equals(rows + " " + columns));
    }

    String screen() {
        return tmux("capture-pane", "-p");
    }

    /** What tmux knows of the terminal: {@code alternate_on}, {@code cursor_flag}, {@code pane_title}. */
    String fact(String name) {
        return tmux("display-message", "-p", "#{" + name + "}").strip();
    }

    /** Waits until all of it is on the screen. */
    void shows(String... texts) {
        await().atMost(Ceiling.TIME).untilAsserted(() -> assertThat(screen()).contains(texts));
    }

    @Override
    public void close() {
        tmux("kill-server");
    }
}
