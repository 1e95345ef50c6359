package org.musterhpc.launcher.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.musterhpc.launcher.view.Look;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Samples;

/** Somebody who types commands, with nothing but fakes behind them. */
final class Desk {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final FakeQueues queues = new FakeQueues();
    private final Path home;
    private String answer = "";
    private boolean interactive;

    Desk(Path home) {
        this.home = home;
    }

    Desk answering(String text) {
        answer = text;
        interactive = true;
        return this;
    }

    /** The exit status. */
    int types(String... words) {
        out.reset();
        err.reset();
        String[] args = new String[words.length + 2];
        System.arraycopy(words, 0, args, 0, words.length);
        args[words.length] = "--redis";
        args[words.length + 1] = "redis://127.0.0.1:1";
        return typesExactly(args);
    }

    int typesExactly(String... words) {
        Look plain = Look.plain(true);
        Streams streams = new Streams(
                new Output(out, plain),
                new Output(err, plain),
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                interactive);
        Surroundings around = new Surroundings(
                Map.of("MUSTER_HOME", home.toString(), "HOME", home.toString()),
                streams,
                InstantSource.fixed(Samples.NOW),
                time -> {},
                ZoneOffset.UTC,
                address -> queues);
        return new Program(around).run(words);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
