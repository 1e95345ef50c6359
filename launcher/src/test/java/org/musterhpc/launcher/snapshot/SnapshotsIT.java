package org.musterhpc.launcher.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/** What Redis is asked for those who look at a campaign; time is driven by hand. */
class SnapshotsIT {
    private static final RedisServer REDIS = RedisServer.start();
    private static final String C = "looked-at";

    private final AtomicLong nanos = new AtomicLong();
    private final Queues queues =
            Queues.connect(new RedisAddress(REDIS.url(), null, null, null, RedisAddress.DEFAULT_PREFIX));
    private final Snapshots snapshots = new Snapshots(queues.view(), queues::ledger, nanos::get);

    @BeforeEach
    void create() {
        queues.intake()
                .create(new Campaign(
                        C,
                        "digest",
                        "me",
                        Instant.EPOCH,
                        List.of(
                                Samples.stage("s", RetrySettings.DEFAULT, null),
                                Samples.stage("t", RetrySettings.DEFAULT, null))));
        queues.ledger().goal(C, "cosma", new Goal.Fixed(2));
        push(1, 4);
    }

    @AfterEach
    void purge() {
        queues.control().purge(C);
        queues.close();
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private void push(int first, int last) {
        List<Message> messages = IntStream.rangeClosed(first, last)
                .mapToObj(n -> new Message(
                        "s/" + n,
                        n,
                        Message.Tries.NONE,
                        Message.Needs.NOTHING,
                        JsonNodeFactory.instance.objectNode(),
                        JsonNodeFactory.instance.objectNode()))
                .toList();
        queues.intake().push(C, "s", messages);
    }

    private static long commands() {
        return REDIS.ask("INFO commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*calls=(\\d+),.*", "$1")))
                .sum();
    }

    private void seconds(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    /** What is asked in ten seconds in each of which so many look at everything, at once and again. */
    private long asked(int readers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            snapshots.of(C);
            long before = commands();
            for (int second = 0; second < 10; second++) {
                seconds(1);
                Set<Snapshot> seen = Collections.synchronizedSet(new LinkedHashSet<>());
                Callable<Void> reader = () -> {
                    for (int look = 0; look < 3; look++) {
                        seen.add(snapshots.of(C));
                        snapshots.arrays(C);
                        snapshots.agents(C);
                    }
                    return null;
                };
                for (Future<Void> done : threads.invokeAll(Collections.nCopies(readers, reader))) {
                    done.get();
                }
                assertThat(seen).hasSize(1);
            }
            return commands() - before;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void redisIsAskedNoMoreForFiftyReadersThanForOne() throws Exception {
        long one = asked(1);
        assertThat(asked(50)).isEqualTo(one);
    }

    /** Of a look nothing but the count of tasks. */
    @Test
    void definitionsAreReadOnceAnEdition() {
        snapshots.of(C);
        REDIS.ask("CONFIG RESETSTAT");
        for (int second = 0; second < 50; second++) {
            seconds(1);
            snapshots.of(C);
        }
        String said = REDIS.ask("INFO commandstats");
        assertThat(said).contains("cmdstat_evalsha:calls=50,").doesNotContain("cmdstat_mget", "cmdstat_hscan");

        Campaign before = queues.view().campaign(C).orElseThrow();
        Campaign after = before.changed(before.stages(), "changed");
        assertThat(queues.growth().change(before, after)).isTrue();
        seconds(1);
        assertThat(snapshots.of(C).campaign().edition().number()).isEqualTo(2);
    }

    @Test
    void eachSnapshotTellsWhatIsThereThen() {
        Snapshot first = snapshots.of(C);
        push(5, 7);
        assertThat(snapshots.of(C)).isSameAs(first);
        assertThat(snapshots.anew(C).overview().stages().get("s").count(State.PENDING))
                .isEqualTo(7);
        push(8, 8);
        List<Duration> pauses = new ArrayList<>();
        Snapshot last = snapshots.of(C);
        Snapshot next = snapshots.after(last, time -> {
            pauses.add(time);
            nanos.addAndGet(time.toNanos());
        });
        assertThat(next.overview().stages().get("s").count(State.PENDING)).isEqualTo(8);
        assertThat(pauses).containsExactly(Snapshots.EVERY);
    }

    @Test
    void endIsHeardOfBetweenTwoSnapshots() {
        Snapshot last = snapshots.of(C);
        queues.intake().seal(C, "s");
        queues.intake().seal(C, "t");
        assertThat(snapshots.complete(last)).isFalse();
        queues.control().cancel(C, null, List.of());
        String bell = "LLEN muster:{" + C + "}:bell";
        String before = REDIS.ask(bell);
        assertThat(snapshots.complete(last)).isTrue();
        assertThat(REDIS.ask(bell)).as("who only looks wakes nobody").isEqualTo(before);
        queues.control().purge(C);
        assertThat(snapshots.complete(last)).isFalse();
    }

    @Test
    void lossIsHeardOf() {
        snapshots.of(C);
        REDIS.ask("DEL muster:{" + C + "}:t:def");
        seconds(60);
        assertThatThrownBy(() -> snapshots.of(C)).isInstanceOf(LostCampaignException.class);
        queues.control().purge(C);
        assertThatThrownBy(() -> snapshots.of(C)).hasMessageContaining("there is no campaign");
    }

    @Test
    void anotherCampaignOfTheNameIsNotTakenForIt() {
        Instant created = snapshots.of(C).campaign().created();
        queues.control().purge(C);
        await().until(() -> queues.view().now().isAfter(created)); // of another millisecond
        create();
        seconds(1);
        assertThat(snapshots.of(C).campaign().created()).isAfter(created);
    }
}
