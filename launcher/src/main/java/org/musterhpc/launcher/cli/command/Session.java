package org.musterhpc.launcher.cli.command;

import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cli.terminal.Meanwhile;
import org.musterhpc.launcher.cli.terminal.Streams;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.RedisSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.View;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** What one command has open: the use cases, and the streams to which it tells what they did. */
public final class Session implements Notes, AutoCloseable {
    private final Surroundings around;
    private final CommonOptions options;
    private final Streams streams;
    private final MusterHome home;
    private @Nullable Setup setup;
    private @Nullable UseCases app;

    Session(Surroundings around, CommonOptions options) {
        this.around = around;
        this.options = options;
        this.streams = options.noColor ? around.streams().withoutColour() : around.streams();
        this.home = MusterHome.of(around.env());
    }

    /** The same, that tells nothing and asks nobody, for what has the whole terminal: to be closed by itself. */
    public Session silent() {
        Output nowhere = new Output(OutputStream.nullOutputStream(), TextStyle.plain(true));
        Streams quiet = new Streams(streams.out(), nowhere, streams.in(), false);
        return new Session(
                new Surroundings(around.env(), quiet, around.clock(), around.pause(), around.zone(), around.connect()),
                options);
    }

    /** What Muster can do. Configuration is read, and refused where it is wrong, when this is first asked for. */
    public UseCases app() {
        UseCases known = app;
        if (known == null) {
            Connection connection = new Connection(home, around.env(), setup(), around.connect());
            known = new UseCases(
                    new Environment(home, around.env(), around.pause()),
                    connection,
                    setup(),
                    new ClusterConnections(setup(), connection, home, this, time(), shells()),
                    this);
            app = known;
        }
        return known;
    }

    /** For results. */
    public Output out() {
        return streams.out();
    }

    /** For progress and notes. */
    public Output err() {
        return streams.err();
    }

    public Streams streams() {
        return streams;
    }

    public boolean json() {
        return options.json;
    }

    public boolean verbose() {
        return options.verbose;
    }

    public MusterHome home() {
        return home;
    }

    public Surroundings around() {
        return around;
    }

    public Time time() {
        return new Time(around.clock(), around.pause());
    }

    /** A line on what is done and why, for a person. */
    @Override
    public void note(String line) {
        err().line(err().look().paint().dim(Harmless.text(line)));
        err().flush();
    }

    @Override
    public Open during(String what) {
        return Meanwhile.telling(err().look().live(), this::note, what)::close;
    }

    private Shells shells() {
        return new Shells(around.env(), streams.interactive() ? Prompt.terminal() : Prompt.NOBODY);
    }

    public Setup setup() {
        Setup known = setup;
        if (known == null) {
            known = read();
            setup = known;
        }
        return known;
    }

    private Setup read() {
        String file = options.config;
        Path explicit = file == null ? null : Path.of(file);
        Config config = Config.load(explicit, around.env());
        RedisSettings named = config.redis();
        RedisAddress configured = named == null ? null : named.address();
        String url = options.redis;
        return new Setup(
                config,
                Config.file(explicit, around.env()),
                url == null ? configured : RedisUrl.parse(url, around.env(), configured),
                Path.of(around.env().getOrDefault("HOME", System.getProperty("user.home"))));
    }

    public void revive() {
        app().connection().revive();
    }

    public View view() {
        return app().view();
    }

    public Link link() {
        return app().connection().link();
    }

    /** The campaign that an argument means. */
    public String campaign(@Nullable String argument) {
        return app().campaigns().meant(argument);
    }

    @Override
    public void close() {
        UseCases open = app;
        if (open != null) {
            open.close();
        }
        out().flush();
        err().flush();
    }
}
