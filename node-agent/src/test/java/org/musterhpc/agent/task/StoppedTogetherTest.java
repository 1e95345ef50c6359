package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.agent.task.Runner.Run;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** A scheduler sends TERM to all processes of an allocation at once: to the tasks, too. */
class StoppedTogetherTest {
    @TempDir
    private Path folder;

    /** A task of which the process ends by itself, at once; meanwhile something else happens. */
    private Attempt run(ExitInfo ran, boolean stopped) {
        AtomicReference<@Nullable TaskRun> task = new AtomicReference<>();
        Run begun = new Run() {
            @Override
            public boolean await(Duration most) {
                return true;
            }

            @Override
            public void kill(Duration grace) {
                throw new AssertionError("it has ended by itself");
            }

            @Override
            public ExitInfo exit() {
                TaskRun running = task.get();
                if (stopped && running != null) {
                    new Thread(() -> running.stop(Outcome.PREEMPTED)).start();
                }
                return ran;
            }
        };
        Workshop shop = new Workshop(
                "c",
                new Place("agent", "host", "cluster", null),
                Map.of(),
                folder,
                Duration.ofSeconds(1),
                new Workshop.Tools(
                        order -> begun,
                        new NoJournal(),
                        // Where it is stopped, time stands: that is waited for, however late its thread comes to it.
                        new RedisClock(stopped ? () -> 0 : System::nanoTime, Instant.EPOCH),
                        (stage, key, failed, sink) -> {}));
        TaskRun made = new TaskRun(
                shop,
                new Recipe(campaign(), stage(), unsigned()),
                lease(),
                new Space(0),
                System.nanoTime() + 60_000_000_000L);
        task.set(made);
        return made.run();
    }

    private static Campaign campaign() {
        return new Campaign("c", "d", "me", Instant.EPOCH, List.of(stage()));
    }

    private static Trust unsigned() {
        try {
            return Trust.in(campaign(), null);
        } catch (UntrustedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 15", "143, 0"})
    void whatEndedByTheSameTermAsItsAgentWasPreempted(int exit, int signal) {
        Attempt attempt = run(new ExitInfo(exit, signal, null, 0, 0), true);
        assertThat(attempt.outcome()).isEqualTo(Outcome.PREEMPTED);
        assertThat(attempt.detail().signal()).isNull();
    }

    @Test
    void termThatOnlyTheTaskGotIsItsOwn() {
        Attempt attempt = run(new ExitInfo(-1, 15, null, 0, 0), false);
        assertThat(attempt.outcome()).isEqualTo(Outcome.SIGNAL);
        assertThat(attempt.detail().signal()).isEqualTo(15);
    }

    @Test
    void whatHadSucceededHasSucceeded() {
        assertThat(run(new ExitInfo(0, 0, null, 0, 0), true).outcome()).isEqualTo(Outcome.OK);
    }

    private static Stage stage() {
        return PlainStage.of("s", Path.of("/"), null);
    }

    private static Lease lease() {
        Message message = new Message(
                "s/1",
                1,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode());
        return new Lease("s", message, 1, Instant.EPOCH, Duration.ofMinutes(1));
    }

    private final class NoJournal implements Journal {
        @Override
        public Page open(int slot, Stage.Logs logs, Lease lease) {
            return new Page() {
                @Override
                public Path file() {
                    return folder.resolve("log");
                }

                @Override
                public @Nullable LogRef close() {
                    return null;
                }
            };
        }
    }
}
