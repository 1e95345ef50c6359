package org.musterhpc.queue.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.model.TaskCommand;

/** The keys of a group in a command. */
class ItemsTest {
    private static final Map<String, JsonNode> KEYS =
            Map.of("items", Items.of(List.of("a1", "b c", "d'e", "$f")), "key", TextNode.valueOf("s1"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "join {{items}} | join a1 'b c' 'd'\\''e' '$f'",
                "for k in {{items}}; do x $k; done | for k in a1 'b c' 'd'\\''e' '$f'; do x $k; done",
                "echo \"all: {{items}}\" | echo \"all: a1 b c d'e \\$f\"",
                "echo '{{items}}' | echo 'a1 b c d'\\''e $f'",
                "join {{key}} {{items}} | join s1 a1 'b c' 'd'\\''e' '$f'",
            })
    void inALineEachIsQuotedForThePlaceWhereItStands(String line, String filled) {
        assertThat(CommandTemplate.parse(new TaskCommand.Shell(line)).render(KEYS))
                .isEqualTo(new TaskCommand.Shell(filled));
    }

    @Test
    void inAListOfWordsEachIsAWordOfItsOwn() {
        TaskCommand.Argv template = new TaskCommand.Argv(List.of("join", "{{items}}", "of {{items}}", "{{key}}"));
        assertThat(CommandTemplate.parse(template).render(KEYS))
                .isEqualTo(new TaskCommand.Argv(List.of("join", "a1", "b c", "d'e", "$f", "of a1 b c d'e $f", "s1")));
    }

    /** As {@code try} does it. */
    @Test
    void givenBeforeTheRestTheyAreNoTemplate() {
        Map<String, JsonNode> items = Map.of("items", Items.of(List.of("a1", "{{key}}")));
        TaskCommand line = CommandTemplate.parse(new TaskCommand.Shell("join {{items}} {{key}}"))
                .given(items);
        TaskCommand words = CommandTemplate.parse(new TaskCommand.Argv(List.of("join", "{{items}}", "{{key}}")))
                .given(items);
        assertThat(CommandTemplate.parse(line).render(KEYS)).isEqualTo(new TaskCommand.Shell("join a1 '{{key}}' s1"));
        assertThat(CommandTemplate.parse(words).render(KEYS))
                .isEqualTo(new TaskCommand.Argv(List.of("join", "a1", "{{key}}", "s1")));
    }

    @Test
    void whereTheyAreNotKnownYetTheyStandForThemselvesAndWhereBashCalculatesTheyCannotStand() {
        Map<String, JsonNode> unknown = Map.of("items", Items.UNKNOWN);
        assertThat(CommandTemplate.parse(new TaskCommand.Shell("join {{items}}"))
                        .render(unknown))
                .isEqualTo(new TaskCommand.Shell("join {{items}}"));
        CommandTemplate sum = CommandTemplate.parse(new TaskCommand.Shell("echo $(( {{items}} + 1 ))"));
        assertThatThrownBy(() -> sum.render(unknown)).hasMessageContaining("is not a whole number");
        assertThatThrownBy(() -> sum.render(KEYS)).hasMessageContaining("is not a whole number");
    }

    @Test
    void theyAreNoNameOfAFile() {
        TextTemplate output = TextTemplate.parse("out/{{items}}");
        assertThatThrownBy(() -> output.path(KEYS)).hasMessageContaining("is a list, and stands for no file");
        assertThat(output.path(Map.of("items", TextNode.valueOf("mine"))))
                .as("a parameter of that name")
                .isEqualTo("out/mine");
    }

    @Test
    void theyAreNoVariable() {
        assertThat(Parameters.environment(KEYS)).containsOnlyKeys("MUSTER_PARAM_KEY");
    }
}
