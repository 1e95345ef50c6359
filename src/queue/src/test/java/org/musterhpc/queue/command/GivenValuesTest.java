package org.musterhpc.queue.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.model.TaskCommand;

/** Values that are given first and values that are given later come out as if all had been given at once. */
class GivenValuesTest {
    private static final int COUNT = 2_000;

    static Stream<String> templates() {
        return Stream.concat(
                ShellQuotingTest.places().map(place -> (String) place.get()[1]).map(line -> line + "\nq {{w}} {{{{x}}"),
                Stream.of(
                        "p {{v}}{{w}}",
                        "p {{w}}{{v}}",
                        "p '{{v}}{{w}}'",
                        "p '{{w}}{{v}}'",
                        "p \"{{v}}{{w}}\"",
                        "p \"{{w}}{{v}}\"",
                        "p '{{v}}{w}}'",
                        "p '{{{v}}{{w}}'",
                        "p '{{v}}{{{{w}}'"));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void twoStepsAreAsOne(String line) {
        List<String> values = ShellQuotingTest.nasty(new Random(line.hashCode()), 2 * COUNT);
        CommandTemplate whole = CommandTemplate.parse(new TaskCommand.Shell(line));
        TextTemplate text = TextTemplate.parse(line);
        CommandTemplate words = CommandTemplate.parse(new TaskCommand.Argv(List.of("p", line)));
        for (int i = 0; i < COUNT; i++) {
            Map<String, JsonNode> first = Map.of("v", TextNode.valueOf(values.get(2 * i)));
            Map<String, JsonNode> later = Map.of("w", TextNode.valueOf(values.get(2 * i + 1)));
            Map<String, JsonNode> both = Map.of("v", first.get("v"), "w", later.get("w"));
            assertThat(CommandTemplate.parse(whole.given(first)).render(later)).isEqualTo(whole.render(both));
            assertThat(CommandTemplate.parse(words.given(first)).render(later)).isEqualTo(words.render(both));
            if (!values.get(2 * i).split("/", 2)[0].isBlank()) { // else it may leave nothing of a path
                assertThat(TextTemplate.parse(text.given(first)).render(later)).isEqualTo(text.render(both));
            }
        }
    }

    @Test
    void emptyValueThatLeavesNothingOfAPathIsRefusedAtOnce() {
        Map<String, JsonNode> empty = Map.of("v", TextNode.valueOf(""));
        for (String path : List.of("{{v}}/a", "a/{{v}}/{{w}}", "{{v}}")) {
            assertThatThrownBy(() -> TextTemplate.parse(path).given(empty))
                    .as(path)
                    .isInstanceOf(FillException.class)
                    .hasMessageContaining("'v' is empty");
        }
        assertThat(TextTemplate.parse("a{{v}}/{{w}}").given(empty)).isEqualTo("a/{{w}}");
    }
}
