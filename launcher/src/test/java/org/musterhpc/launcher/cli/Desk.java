package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.cli.command.Surroundings;
import org.musterhpc.launcher.cli.terminal.Streams;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.redis.Queues;

/** Somebody who types commands, with nothing but fakes behind them. */
final class Desk {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final FakeQueues queues = new FakeQueues();
    private final Map<String, String> env = new HashMap<>();
    private String url = "redis://127.0.0.1:1";
    private boolean real;
    private String answer = "";
    private boolean interactive;
    private boolean together;
    private TextStyle look = TextStyle.plain(true);
    private @Nullable Pause pause;

    Desk(Path home) {
        env.putAll(Map.of("MUSTER_HOME", home.toString(), "HOME", home.toString()));
    }

    /** One with a {@code muster-agent} beside the program, until {@link #leave}. */
    static Desk besideAgent(Path home) throws IOException {
        Path agent = Files.writeString(home.resolve("muster-agent"), "");
        assertThat(agent.toFile().setExecutable(true)).isTrue();
        System.setProperty(ProgramFolder.PROPERTY, home.toString());
        return new Desk(home);
    }

    static void leave() {
        System.clearProperty(ProgramFolder.PROPERTY);
    }

    /** With a real server instead of the fake. */
    Desk at(String server) {
        url = server;
        real = true;
        return this;
    }

    /** Time stands still, and each pause is this. */
    Desk pausing(Pause other) {
        pause = other;
        return this;
    }

    Desk answering(String text) {
        answer = text;
        interactive = true;
        return this;
    }

    /** What comes in is no terminal's. */
    Desk piping(String text) {
        answer = text;
        interactive = false;
        return this;
    }

    /** Output looks so, instead of as into a pipe. */
    Desk seeing(TextStyle other) {
        look = other;
        return this;
    }

    /** For what is typed from now on. */
    void variable(String name, String value) {
        env.put(name, value);
    }

    /** Both streams go to one place, as on a terminal. */
    Desk onOneTerminal() {
        together = true;
        return this;
    }

    /** The exit status. */
    int types(String... words) {
        List<String> args = new ArrayList<>(List.of(words));
        int dashes = args.indexOf("--"); // what stands behind is not ours
        args.addAll(dashes < 0 ? args.size() : dashes, List.of("--redis", url));
        return typesExactly(args.toArray(String[]::new));
    }

    int typesExactly(String... words) {
        out.reset();
        err.reset();
        Streams streams = new Streams(
                new Output(out, look),
                new Output(together ? out : err, look),
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                interactive);
        Surroundings around = new Surroundings(
                env,
                streams,
                real && pause == null ? InstantSource.system() : InstantSource.fixed(Samples.NOW),
                pause != null ? pause : real ? Pause.real() : time -> {},
                ZoneOffset.UTC,
                address -> real ? Link.over(Queues.connect(address)) : queues);
        return new Program(around).run(words);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
