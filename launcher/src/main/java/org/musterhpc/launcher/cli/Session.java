package org.musterhpc.launcher.cli;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
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
    private final Sites sites = new Sites(this);
    private final String watcher =
            Machine.here().name() + "-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private @Nullable Setup setup;
    private @Nullable RedisAddress address;
    private @Nullable Link link;

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
        sites.close();
        Link open = link;
        if (open != null) {
            open.close();
        }
        out().flush();
        err().flush();
    }
}
