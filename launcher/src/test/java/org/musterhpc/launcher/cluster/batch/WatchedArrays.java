package org.musterhpc.launcher.cluster.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.cluster.TestServer;
import org.musterhpc.launcher.cluster.batch.scheduler.CampaignArrays;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.cluster.batch.submission.Deployment;
import org.musterhpc.launcher.cluster.batch.submission.ElementPlan;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.SharedRedis;

/** One campaign with a real Redis, and a scheduler whose commands are scripts; each round is at the time that a test says. */
abstract class WatchedArrays {
    /** Of a command of the scheduler. Redis' time goes on by as much where a test says so. */
    static final Duration LIMIT = Ceiling.TIME;

    private static final RedisAddress REDIS = new RedisAddress(SharedRedis.url(), null, null, null, "watch:");

    /** The beginning of an {@code sbatch}: {@code n} is the number of elements in the batch script. */
    static final String COUNT = "n=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' $2); n=$((n + 1)); ";

    private final ClusterSettings.Batch cluster = new ClusterSettings.Batch(
            "cosma",
            "slurm",
            Map.of(),
            List.of(),
            new ClusterSettings.Arrays(new Goal.Fixed(2), throttle(), null, null),
            new ClusterSettings.Site("~/muster", null, LIMIT, null));

    /** How many elements may run at once, over all arrays; none as it is. */
    @Nullable
    Integer throttle() {
        return null;
    }

    @TempDir
    Path folder;

    FakeCommands commands;
    Queues queues;
    Ledger ledger;
    String c = "";
    private Instant begun = Instant.EPOCH;

    @BeforeEach
    void open(TestInfo test) throws IOException {
        c = test.getTestMethod().orElseThrow().getName();
        queues = Queues.connect(REDIS);
        ledger = queues.ledger();
        queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
        ledger.goal(c, "cosma", new Goal.Fixed(2));
        begun = queues.view().now();
        Files.createDirectory(folder.resolve("scripts"));
        commands = new FakeCommands(folder)
                .with("scontrol", "echo 'MaxArraySize = 100'")
                .with("sacctmgr", ":")
                .with("scancel", "echo \"$@\" >> " + folder.resolve("cancelled"))
                .with("squeue", ":")
                .with("sbatch", "echo 71");
    }

    static Stage stage() {
        return stage(new Stage.Limits(Duration.ofMinutes(1), 1, null));
    }

    static Stage stage(Stage.Limits limits) {
        return new Stage(
                "s",
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                limits,
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0);
    }

    @AfterEach
    void close() {
        queues.close();
        commands.close();
    }

    void push(int tasks) {
        List<Message> messages = IntStream.rangeClosed(1, tasks)
                .mapToObj(n -> new Message(
                        "s/" + n,
                        n,
                        Message.Tries.NONE,
                        Message.Needs.NOTHING,
                        JsonNodeFactory.instance.objectNode(),
                        JsonNodeFactory.instance.objectNode()))
                .toList();
        queues.intake().push(c, "s", messages);
    }

    Site site() {
        return new Site(
                cluster,
                Dialects.named("slurm").orElseThrow(),
                commands,
                new Retries(duration -> {}),
                folder.resolve("kept"));
    }

    /** As a program of that name opens it. */
    ArrayFleet fleet(String program) {
        return fleet(program, null);
    }

    /** @param key of the campaign's owner; null: there is none */
    ArrayFleet fleet(String program, @Nullable SigningKey key) {
        Site site = site();
        TestServer server = new TestServer(queues, REDIS, program, folder.resolve("logs"));
        CampaignArrays arrays = new CampaignArrays(c, "cosma", server);
        CurrentPlan plans = new CurrentPlan(
                queues.view().campaign(c).orElseThrow(),
                key,
                arrays::definition,
                now -> new ElementPlan(site, server.spec(now.name(), null), now.stages(), this::deployment));
        return new ArrayFleet(site, arrays, plans, Map.of(), SILENT, new Time(InstantSource.system(), duration -> {}));
    }

    /** What an agent would be submitted with; none is brought. */
    private Deployment deployment() {
        return new Deployment(
                List.of("muster-agent"),
                folder + "/connection.json",
                folder.resolve("logs").toString(),
                folder.resolve("scripts").toString(),
                null);
    }

    static final Notes SILENT = new Notes() {
        @Override
        public void note(String line) {}

        @Override
        public Open during(String what) {
            return () -> {};
        }
    };

    /** What is there, so long after the test began, however long it has taken so far. */
    View.Overview at(Duration later) {
        View.Overview now = queues.view().overview(c);
        return new View.Overview(begun.plus(later), now.paused(), now.agents(), now.stages());
    }

    Round round(ArrayFleet fleet, Duration later) {
        return fleet.runOnce(at(later));
    }

    long called(String program) {
        return commands.ran.stream()
                .filter(words -> words.get(0).equals(program))
                .count();
    }

    State state() {
        return ledger.arrays(c).get(0).state();
    }
}
