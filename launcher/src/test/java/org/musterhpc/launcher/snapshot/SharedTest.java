package org.musterhpc.launcher.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch open = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        open.countDown();
        threads.shutdown();
    }

    private Shared<Integer> shared() {
        return new Shared<>(asked::incrementAndGet, Duration.ofSeconds(1), nanos::get);
    }

    @Test
    void servesForItsTimeAndNoLonger() {
        Shared<Integer> shared = shared();
        assertThat(shared.get()).isEqualTo(1);
        nanos.set(999_999_999);
        assertThat(shared.get()).isEqualTo(1);
        assertThat(shared.left()).isEqualTo(Duration.ofNanos(1));
        nanos.set(1_000_000_000);
        assertThat(shared.left()).isZero();
        assertThat(shared.get()).isEqualTo(2);
    }

    @Test
    void anewIsNewAndServesTheOthers() {
        Shared<Integer> shared = shared();
        shared.get();
        assertThat(shared.anew()).isEqualTo(2);
        assertThat(shared.get()).isEqualTo(2);
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameAnswer() throws Exception {
        Shared<Integer> shared = blocked(false);
        List<Thread> readers = new ArrayList<>();
        List<Future<Integer>> answers = readers(shared, readers);
        await().until(() -> readers.stream().filter(SharedTest::waits).count() == readers.size());
        open.countDown();
        for (Future<Integer> answer : answers) {
            assertThat(answer.get(1, TimeUnit.MINUTES)).isEqualTo(1);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whoAsksMeanwhileSharesTheFailure() throws Exception {
        Shared<Integer> shared = blocked(true);
        List<Thread> readers = new ArrayList<>();
        List<Future<Integer>> answers = readers(shared, readers);
        await().until(() -> readers.stream().filter(SharedTest::waits).count() == readers.size());
        open.countDown();
        for (Future<Integer> answer : answers) {
            assertThatThrownBy(() -> answer.get(1, TimeUnit.MINUTES)).hasRootCauseMessage("silent");
        }
        assertThat(asked).hasValue(1);
        assertThatThrownBy(shared::get).hasMessage("silent");
        assertThat(asked).as("a failure is not kept").hasValue(2);
    }

    private Shared<Integer> blocked(boolean fails) {
        return new Shared<>(
                () -> {
                    int number = asked.incrementAndGet();
                    CompletableFuture.runAsync(this::waitForIt).join();
                    if (fails) {
                        throw new IllegalStateException("silent");
                    }
                    return number;
                },
                Duration.ofSeconds(1),
                nanos::get);
    }

    private void waitForIt() {
        try {
            assertThat(open.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that asks, and fifty that come while it does. */
    private List<Future<Integer>> readers(Shared<Integer> shared, List<Thread> waiting) {
        List<Future<Integer>> answers = new ArrayList<>();
        answers.add(threads.submit(shared::get));
        await().until(() -> asked.get() == 1);
        for (int i = 0; i < 50; i++) {
            answers.add(threads.submit(() -> {
                synchronized (waiting) {
                    waiting.add(Thread.currentThread());
                }
                return shared.get();
            }));
        }
        await().until(() -> {
            synchronized (waiting) {
                return waiting.size() == 50;
            }
        });
        return answers;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.BLOCKED;
    }
}
