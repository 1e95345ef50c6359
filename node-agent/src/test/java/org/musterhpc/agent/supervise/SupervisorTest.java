package org.musterhpc.agent.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of an agent of which a part has failed. */
class SupervisorTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Supervisor supervisor = new Supervisor();
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean speechless;
    private volatile Runnable telling = () -> {};

    private Thread watching(Duration within) {
        return supervisor.begin(
                "supervisor",
                () -> supervisor.watch(within, new Supervisor.Response() {
                    @Override
                    public void leave() {
                        if (refusals.getAndDecrement() > 0) {
                            throw new OutOfMemoryError("injected");
                        }
                        done.add("leave");
                    }

                    @Override
                    public void tell(String part, Throwable cause) {
                        if (speechless) {
                            throw new OutOfMemoryError("injected");
                        }
                        telling.run();
                        done.add(part + " " + cause.getMessage());
                    }

                    @Override
                    public void halt() {
                        done.add("halt");
                    }
                }));
    }

    @Test
    void threadThatDiesEndsTheAgentInOrder() throws Exception {
        Thread watching = watching(LONG);
        supervisor.begin("results", () -> {
            throw new StackOverflowError("injected");
        });
        await().until(() -> done.size() == 2);
        supervisor.left();
        watching.join();

        assertThat(done).containsExactly("leave", "results injected");
    }

    @Test
    void onlyTheFirstFailureIsTold() throws Exception {
        supervisor.failed("one", new IllegalStateException("first"));
        supervisor.failed("two", new IllegalStateException("second"));
        supervisor.left();
        watching(LONG).join();

        assertThat(done).containsExactly("leave", "one first");
    }

    @Test
    void failureWhileItIsDealtWithIsNoEndOfIt() throws Exception {
        refusals.set(3);
        speechless = true;
        Thread watching = watching(LONG);
        supervisor.failed("heart", new OutOfMemoryError("injected"));
        await().until(() -> done.contains("leave"));
        supervisor.left();
        watching.join();

        assertThat(done).containsExactly("leave");
    }

    @Test
    void whoLeavesWaitsUntilItIsToldWhy() throws Exception {
        Thread leaving = new Thread(supervisor::awaitTold);
        telling = () -> await().until(
                        () -> EnumSet.of(State.TIMED_WAITING, State.TERMINATED).contains(leaving.getState()));
        Thread watching = watching(LONG);
        supervisor.failed("heart", new OutOfMemoryError("injected"));
        leaving.start();
        leaving.join();
        assertThat(done).containsExactly("leave", "heart injected");
        supervisor.left();
        watching.join();
    }

    @Test
    void whoDoesNotLeaveInTimeIsEnded() throws Exception {
        supervisor.failed("heart", new OutOfMemoryError("injected"));
        watching(Duration.ofMillis(1)).join();

        assertThat(done).containsExactly("leave", "heart injected", "halt");
    }

    @Test
    void whoCannotEvenBeToldToLeaveIsEnded() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        supervisor.failed("heart", new OutOfMemoryError("injected"));
        watching(Duration.ofMillis(1)).join();

        assertThat(done).containsExactly("heart injected", "halt");
    }

    @Test
    void nothingIsDoneWhereNothingFails() {
        watching(Duration.ZERO);
        supervisor.begin("curfew", () -> {});
        supervisor.left();

        assertThat(done).isEmpty();
    }
}
