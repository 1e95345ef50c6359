package org.musterhpc.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.claim.Allotment;
import org.musterhpc.agent.task.PlainStage;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;

class OversizeTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(7 * SECOND);
    private final List<Long> looks = new ArrayList<>();
    private final List<TaskView> waiting = new ArrayList<>();
    private final Oversize oversize = new Oversize(
            sink -> {
                looks.add(nanos.get() / SECOND - 7);
                waiting.forEach(sink);
            },
            new Campaign("c", "d", "me", Instant.EPOCH, List.of(PlainStage.of("main", Path.of("/"), null))),
            new Allotment(Duration.ofMinutes(5), null, nanos::get),
            nanos::get,
            new Longest());

    /** Each wait is the whole one. */
    private static final class Longest implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    private boolean asked(long from, long to) {
        return LongStream.rangeClosed(from * 4, to * 4)
                .mapToObj(quarter -> {
                    nanos.set(7 * SECOND + quarter * SECOND / 4);
                    return oversize.getAsBoolean();
                })
                .reduce(false, (before, now) -> now);
    }

    @Test
    void whoHasNothingToDoLooksEverMoreSeldom() {
        assertThat(asked(0, 300)).isFalse();
        assertThat(looks).containsExactly(0L, 5L, 15L, 35L, 75L, 135L, 195L, 255L);
    }

    @Test
    void whoHasWorkedLooksAtOnce() {
        asked(0, 100);
        looks.clear();
        waiting.add(task(2, 10));
        assertThat(asked(110, 112)).isTrue();
        assertThat(looks).containsExactly(110L);
        assertThat(oversize.lacks()).contains("task main/2 needs a walltime of 00:10:00");
    }

    @Test
    void nothingIsTooLargeWhereOneFits() {
        waiting.add(task(2, 10));
        waiting.add(task(3, 1));
        assertThat(asked(0, 1)).isFalse();
    }

    private static TaskView task(int n, int minutes) {
        Message message = new Message(
                "main/" + n,
                n,
                Message.Tries.NONE,
                new Message.Needs(Duration.ofMinutes(minutes), null, 0, null),
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
        return new TaskView("main", State.PENDING, message, null, null, null, List.of());
    }
}
