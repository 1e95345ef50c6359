package org.musterhpc.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is made once for all who want it. */
class RememberedTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Remembered<String, Integer> all = new Remembered<>(waiting::add, now::get);

    private void work() {
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private int fails() throws IOException {
        made.incrementAndGet();
        throw new IOException("no");
    }

    @Test
    void manyWaitForOne() {
        CompletableFuture<Integer> first = all.of("a", made::incrementAndGet);
        CompletableFuture<Integer> second = all.of("a", made::incrementAndGet);
        assertThat(waiting).hasSize(1);
        work();
        assertThat(first.join()).isEqualTo(second.join()).isEqualTo(1);
        now.addAndGet(Duration.ofDays(9).toNanos());
        assertThat(all.of("a", made::incrementAndGet).join()).isEqualTo(1);
        all.forget("a");
        CompletableFuture<Integer> anew = all.of("a", made::incrementAndGet);
        work();
        assertThat(anew.join()).isEqualTo(2);
    }

    @Test
    void failureIsToldToAllForAWhileAndThenTriedAgain() {
        CompletableFuture<Integer> first = all.of("a", this::fails);
        work();
        assertThat(first).isCompletedExceptionally();
        now.addAndGet(Duration.ofSeconds(29).toNanos());
        assertThat(all.of("a", this::fails)).isSameAs(first);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        CompletableFuture<Integer> again = all.of("a", made::incrementAndGet);
        work();
        assertThat(again.join()).isEqualTo(2);
    }
}
