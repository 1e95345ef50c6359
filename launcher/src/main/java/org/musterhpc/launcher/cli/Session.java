package org.musterhpc.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.CampaignEnd;
import org.musterhpc.launcher.app.ClusterConnections;
import org.musterhpc.launcher.app.Setup;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.config.RedisSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shells;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** What one command has open. Configuration, server and queues are opened when they are first asked for. */
final class Session implements AutoCloseable {
    private final Surroundings around;
    private final CommonOptions options;
    private final Streams streams;
    private final MusterHome home;
    private final SessionServer server = new SessionServer(this);
    private @Nullable Setup setup;
    private @Nullable RedisAddress address;
    private @Nullable Link link;
    private @Nullable ClusterConnections clusters;

    Session(Surroundings around, CommonOptions options) {
        this.around = around;
        this.options = options;
        this.streams = options.noColor ? around.streams().withoutColour() : around.streams();
        this.home = MusterHome.of(around.env());
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

    Time time() {
        return new Time(around.clock(), around.pause());
    }

    /** A line on what is done and why, for a person. */
    void note(String line) {
        err().line(err().look().paint().dim(Harmless.text(line)));
        err().flush();
    }

    Setup setup() {
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

    /** Where Redis is; the embedded one is started if need be. */
    RedisAddress address() {
        RedisAddress known = address;
        if (known == null) {
            RedisAddress named = setup().redis();
            known = named != null ? named : own().ensureRunning();
            address = known;
        }
        return known;
    }

    /** The server that Muster brings along. */
    LocalRedis own() {
        return new LocalRedis(home, around.env(), setup().listen());
    }

    /** Where Redis is for agents on other machines; null where they cannot reach it. */
    @Nullable
    RedisAddress addressElsewhere() {
        RedisAddress named = setup().redis();
        return named != null ? named : own().elsewhere();
    }

    /** Whether the server is the one that Muster brings along. */
    boolean embedded() {
        return setup().redis() == null;
    }

    /** Starts the embedded server again, on its data and its port, if it has gone; does nothing for another's server. */
    void revive() {
        if (embedded()) {
            own().ensureRunning();
        }
    }

    View view() {
        if (embedded() && !Files.isDirectory(home.redis())) {
            throw Problem.usage(
                    "there is no campaign yet", "muster run FILE makes one; muster init writes a first FILE");
        }
        return link().view();
    }

    Intake intake() {
        return link().intake();
    }

    Control control() {
        return link().control();
    }

    Link link() {
        Link open = link;
        if (open == null) {
            open = around.connect().apply(address());
            link = open;
        }
        return open;
    }

    ClusterConnections sites() {
        ClusterConnections known = clusters;
        if (known == null) {
            Prompt prompt = streams.interactive() ? Prompt.terminal() : Prompt.NOBODY;
            known = new ClusterConnections(setup(), server, home, server, time(), new Shells(around.env(), prompt));
            clusters = known;
        }
        return known;
    }

    /** The server and the terminal, for whoever runs agents. */
    SessionServer server() {
        return server;
    }

    /** The cluster that is named, or this machine. */
    Cluster employer(@Nullable String cluster) {
        return sites().named(cluster);
    }

    /** The key of a campaign that Redis tells of; see {@link Ownership}. */
    SigningKey key(Campaign known) {
        return Ownership.key(home, known);
    }

    /** Runs what a campaign's file wants run when it has ended. */
    CampaignEnd campaignEnd() {
        return new CampaignEnd(server, this::key, setup().lease(), around.pause());
    }

    /** Redis' time. */
    Instant now() {
        return link().view().now();
    }

    /** The campaign that an argument means; see {@link CampaignChoice}. */
    String campaign(@Nullable String argument) {
        return new CampaignChoice(this).of(argument, true);
    }

    /** As {@link #campaign}, but never guessed from what was used last: for what cannot be undone. */
    String campaignForSure(@Nullable String argument) {
        return new CampaignChoice(this).of(argument, false);
    }

    /** Tasks ended a second, of late; 0 where nothing moves any more. */
    double rate(String campaign, View.Overview overview) {
        if (overview.complete()) {
            return 0; // what ended in the last seconds says nothing about the next ones
        }
        long ended = overview.stages().values().stream()
                .mapToLong(Tally::finishedLately)
                .sum();
        double age = view().campaign(campaign)
                .map(known -> Duration.between(known.created(), overview.now()).toMillis() / 1000.0)
                .orElse(0.0);
        return ended / Math.max(1, Math.min(age, Tally.WINDOW_S));
    }

    @Override
    public void close() {
        ClusterConnections connected = clusters;
        if (connected != null) {
            connected.close();
        }
        Link open = link;
        if (open != null) {
            open.close();
        }
        out().flush();
        err().flush();
    }
}
