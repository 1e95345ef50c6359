package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

class StageCodecTest {

    @ParameterizedTest
    @CsvSource({"0,", "1000, 2147483648"})
    void handlerIsNoCommandToWhoDoesNotKnowIt(int tasks, @Nullable Long memory) throws Exception {
        for (TaskCommand program : List.of(new TaskCommand.Shell("./h"), new TaskCommand.Argv(List.of("./h", "x")))) {
            Stage stage = plain(
                    new TaskCommand.Handler(program, tasks, memory),
                    new Stage.ShellSetting("/data", Map.of(), "", Stage.Logs.SLOT));
            String text = StageCodec.encode(stage);
            assertThat(StageCodec.decode(text)).isEqualTo(stage);
            assertThat(new JsonMapper().readTree(text).has("command")).isFalse();
        }
    }

    @Test
    void commandOfAContainerIsNoneToWhoDoesNotKnowOfContainers() throws Exception {
        Container container = new Container(
                Container.Engine.PODMAN,
                "lab/join:3",
                List.of(new Container.Mount("/a:b", "/c d", true)),
                List.of("--shm-size", "1g"),
                Container.User.ROOT);
        for (TaskCommand command : List.of(
                new TaskCommand.Shell("./x"),
                new TaskCommand.Handler(new TaskCommand.Argv(List.of("./h")), 3, 1L << 30))) {
            Stage stage = plain(
                    command, new Stage.ShellSetting("/data", Map.of("A", "1"), "", Stage.Logs.SLOT, true, container));
            String text = StageCodec.encode(stage);
            assertThat(StageCodec.decode(text)).isEqualTo(stage);
            assertThat(new JsonMapper().readTree(text).has("command")).isFalse();
            assertThat(new JsonMapper().readTree(text).has("handler")).isFalse();
            assertThat(stage.in("/other").with(Map.of("B", "2")).shell().container())
                    .isEqualTo(container);
        }
    }

    @Test
    void everyFieldMakesTheRoundTrip() {
        Stage stage = new Stage(
                "match",
                new TaskCommand.Argv(List.of("./match.sh", "{{image}}")),
                new Stage.ShellSetting("/data", Map.of("A", "1", "B", "x y"), "module load isis", Stage.Logs.TASK),
                new Stage.Limits(Duration.ofMinutes(10), 4, 2L << 30),
                List.of("out/{{id}}.txt"),
                List.of(
                        JsonNodeFactory.instance.objectNode().put("tolerance", new BigDecimal("0.10")),
                        JsonNodeFactory.instance.objectNode().put("tolerance", new BigDecimal("0.20"))),
                new RetrySettings(
                        5,
                        7,
                        Duration.ofSeconds(10),
                        Map.of(
                                Outcome.EXIT, new RetryRule.Ladder(),
                                Outcome.SIGNAL, new RetryRule.Same(),
                                Outcome.OOM, new RetryRule.Never(),
                                Outcome.WALLTIME,
                                        new RetryRule.Grow(
                                                new RetryRule.Growth(2, 0, 7_200_000L),
                                                new RetryRule.Growth(0, 4L << 30, null)))),
                new Stage.After("index", true),
                List.of(new Stage.Follower("merge", false)),
                3);
        String text = StageCodec.encode(stage);
        assertThat(StageCodec.decode(text)).isEqualTo(stage);
        assertThat(text).contains("\"tolerance\":0.10");
        assertThat(StageCodec.encode(StageCodec.decode(text))).isEqualTo(text);
    }

    @Test
    void stageSaysOnlyOfStragglersWhereItHasSome() {
        Stage plain =
                plain(new TaskCommand.Shell("./x"), new Stage.ShellSetting("/data", Map.of(), "", Stage.Logs.SLOT));
        Stage doubled = plain.doubledAfter(Duration.ofSeconds(7));
        assertThat(StageCodec.encode(plain)).doesNotContain("stragglers");
        assertThat(StageCodec.decode(StageCodec.encode(doubled))).isEqualTo(doubled);
        assertThat(doubled.in("/other").stragglers()).isEqualTo(Duration.ofSeconds(7));
    }

    private static Stage plain(TaskCommand command, Stage.ShellSetting shell) {
        return new Stage(
                "s",
                command,
                shell,
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                new RetrySettings(1, 1, Duration.ZERO, Map.of()),
                null,
                List.of(),
                0);
    }
}
