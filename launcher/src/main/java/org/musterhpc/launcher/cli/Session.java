package org.musterhpc.launcher.cli;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.Connection;
import org.musterhpc.launcher.app.Environment;
import org.musterhpc.launcher.app.Link;
import org.musterhpc.launcher.app.Ownership;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shells;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** What one command has open: the use cases, and the streams to which it tells what they did. */
final class Session implements AutoCloseable {
    private final Surroundings around;
    private final CommonOptions options;
    private final Streams streams;
    private final MusterHome home;
    private final Sites sites = new Sites(this);
    private final String watcher =
            Machine.here().name() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private @Nullable Setup setup;
    private @Nullable UseCases app;

    Session(Surroundings around, CommonOptions options) {
        this.around = around;
        this.options = options;
        this.streams = options.noColor ? around.streams().withoutColour() : around.streams();
        this.home = MusterHome.of(around.env());
    }

    /** What Muster can do. Configuration is read, and refused where it is wrong, when this is first asked for. */
    UseCases app() {
        UseCases known = app;
        if (known == null) {
            known = new UseCases(
                    new Environment(home, around.env(), around.pause()),
                    new Connection(home, around.env(), setup(), around.connect()),
                    setup(),
                    new SessionClusters(this),
                    this::note);
            app = known;
        }
        return known;
    }

    /** For results. */
    Output out() {
        return streams.out();
    }

    /** For progress and notes. */
    Output err() {
        return streams.err();
    }

    Streams streams() {
        return streams;
    }

    boolean json() {
        return options.json;
    }

    boolean verbose() {
        return options.verbose;
    }

    MusterHome home() {
        return home;
    }

    Surroundings around() {
        return around;
    }

    Follower.Time time() {
        return new Follower.Time(around.clock(), around.pause());
    }

    /** A line on what is done and why, for a person. */
    void note(String line) {
        err().line(err().look().paint().dim(Harmless.text(line)));
        err().flush();
    }

    Setup setup() {
        Setup known = setup;
        if (known == null) {
            known = Setup.of(options, around.env());
            setup = known;
        }
        return known;
    }

    RedisAddress address() {
        return app().connection().address();
    }

    @Nullable
    RedisAddress addressElsewhere() {
        return app().connection().addressElsewhere();
    }

    void revive() {
        app().connection().revive();
    }

    View view() {
        return app().view();
    }

    Link link() {
        return app().connection().link();
    }

    Shells shells() {
        return new Shells(around.env(), streams.interactive() ? Prompt.terminal() : Prompt.NOBODY);
    }

    Sites sites() {
        return sites;
    }

    /** Whoever gives agents on the cluster that is named, or on this machine. */
    Employer employer(@Nullable String cluster) {
        return sites.employer(setup().cluster(cluster));
    }

    /** The key of a campaign that Redis tells of; see {@link Ownership}. */
    SigningKey key(Campaign known) {
        return Ownership.key(home, known);
    }

    /** Redis' time. */
    Instant now() {
        return link().view().now();
    }

    /** Unique among all programs that look after arrays. */
    String watcher() {
        return watcher;
    }

    /** The campaign that an argument means. */
    String campaign(@Nullable String argument) {
        return app().campaigns().meant(argument);
    }

    @Override
    public void close() {
        sites.close();
        UseCases open = app;
        if (open != null) {
            open.close();
        }
        out().flush();
        err().flush();
    }
}
