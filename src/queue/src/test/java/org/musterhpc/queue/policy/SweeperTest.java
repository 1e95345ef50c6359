package org.musterhpc.queue.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

class SweeperTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final List<Report> taken = new ArrayList<>();
    private long nanos;
    private long answersAfter;
    private Optional<Duration> jump = Optional.empty();
    private final Sweeper sweeper = new Sweeper(queue(), () -> NOW, () -> nanos, LEASE);

    private WorkQueue queue() {
        return (WorkQueue) Proxy.newProxyInstance(
                WorkQueue.class.getClassLoader(),
                new Class<?>[] {WorkQueue.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "campaign" -> new Campaign("c", "d", "me", Instant.EPOCH, List.of(stage()));
                    case "lapsed" -> {
                        nanos += answersAfter;
                        yield List.of(new WorkQueue.Lapsed(lease(), "agent", false));
                    }
                    case "clockJump" -> jump;
                    case "lapse" -> {
                        List<?> reports = (List<?>) arguments[0];
                        reports.forEach(report -> taken.add((Report) report));
                        yield reports.stream()
                                .map(report -> Report.Answer.ACCEPTED)
                                .toList();
                    }
                    default -> throw new AssertionError(method);
                });
    }

    private static Lease lease() {
        var none = JsonNodeFactory.instance.objectNode();
        Message message = new Message("s/1", 1, Message.Tries.NONE, Message.Needs.NOTHING, none, none);
        return new Lease("s", message, 1, NOW, Duration.ofMinutes(1));
    }

    private static Stage stage() {
        return new Stage(
                "s",
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0);
    }

    @Test
    void takesWhatHasLapsed() {
        answersAfter = Duration.ofSeconds(14).toNanos();
        assertThat(sweeper.runOnce().orElseThrow().taken()).isOne();
        assertThat(taken).hasSize(1);
    }

    @Test
    void takesNothingWhereRedisClockJumpedAndTellsIt() {
        jump = Optional.of(Duration.ofHours(-1));
        assertThat(sweeper.runOnce()).isEmpty();
        assertThat(taken).isEmpty();
        assertThat(sweeper.clockJump())
                .hasValueSatisfying(told -> assertThat(told).contains("back by 01:00:00"));
        assertThat(sweeper.clockJump()).isEmpty();
    }

    @Test
    void takesNothingWhereRedisAnsweredNobodyMeanwhile() {
        answersAfter = Duration.ofSeconds(16).toNanos();
        assertThat(sweeper.runOnce()).isEmpty();
        assertThat(taken).isEmpty();
    }
}
