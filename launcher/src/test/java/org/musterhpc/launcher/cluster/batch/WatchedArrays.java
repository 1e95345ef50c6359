package org.musterhpc.launcher.cluster.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Dialects;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Command;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Retry;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.SharedRedis;

/** One campaign with a real Redis, and a scheduler whose commands are scripts; each round is at the time that a test says. */
abstract class WatchedArrays {
    /** Of a command of the scheduler. Redis' time goes on by as much where a test says so. */
    static final Duration LIMIT = Ceiling.TIME;

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
        queues = Queues.connect(new RedisAddress(SharedRedis.url(), null, null, null, "watch:"));
        ledger = queues.ledger();
        queues.intake().create(new Campaign(c, "digest", "me", Instant.EPOCH, List.of(stage())));
        ledger.goal(c, "cosma", new Goal.Fixed(2));
        begun = queues.view().now();
        commands = new FakeCommands(folder)
                .with("scontrol", "echo 'MaxArraySize = 100'")
                .with("sacctmgr", ":")
                .with("scancel", "echo \"$@\" >> " + folder.resolve("cancelled"))
                .with("squeue", ":")
                .with("sbatch", "echo 71");
    }

    static Stage stage() {
        return new Stage(
                "s",
                new Command.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                Retry.DEFAULT,
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

    ArrayWatch watch(String watcher) {
        Site site = site();
        ArrayWatch.Post post = new ArrayWatch.Post(c, watcher, ledger, queues.view(), queues.work(c));
        return new ArrayWatch(
                post,
                site,
                new Bare(site, queues.view().campaign(c).orElseThrow().stages(), sizes().toString()));
    }

    /** What arrays are made of, without an agent. */
    private record Bare(Site site, List<Stage> stages, String scripts) implements Provision {
        @Override
        public ArrayRecord.ElementSize size(ElementSizing.Grown grown, boolean one, Instant now) {
            return sizing(now).of(stages, grown, one);
        }

        private ElementSizing sizing(Instant now) {
            return new ElementSizing(site.settings(), site.limits(now), Duration.ofSeconds(1));
        }

        @Override
        public Problem refusal(
                Submitted.Refused refused, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Instant now) {
            return RefusedArray.told(site, refused, elements, size, sizing(now));
        }

        @Override
        public Sizing.Room room(ArrayRecord.ElementSize size, Instant now) {
            return new Sizing.Room(1, null, null, null);
        }

        @Override
        public Integer arraySize(Instant now) {
            return site.limits(now).arraySize();
        }

        @Override
        public BatchFile script(String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size) {
            Path sizes = Path.of(scripts);
            try {
                Files.createDirectories(sizes);
                Files.writeString(sizes.resolve(name + ".sh"), Integer.toString(elements.count()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new BatchFile("/tmp/" + name + ".sh", "#SBATCH --job-name=" + name + "\n#SBATCH --time=00:30:00\n");
        }

        @Override
        public Duration beat() {
            return Duration.ofSeconds(10);
        }

        @Override
        public String lastWords() {
            return "the last one printed: no Java";
        }
    }

    /** What is there, so long after the test began, however long it has taken so far. */
    View.Overview at(Duration later) {
        View.Overview now = queues.view().overview(c);
        return new View.Overview(begun.plus(later), now.paused(), now.agents(), now.stages());
    }

    ArrayWatch.Round round(ArrayWatch watch, Duration later) {
        return watch.runOnce(at(later), seen -> 0);
    }

    long called(String program) {
        return commands.ran.stream()
                .filter(words -> words.get(0).equals(program))
                .count();
    }

    State state() {
        return ledger.arrays(c).get(0).state();
    }

    /** Where each batch script's number of elements is kept, for {@code sbatch}. */
    Path sizes() {
        return folder.resolve("sizes");
    }
}
