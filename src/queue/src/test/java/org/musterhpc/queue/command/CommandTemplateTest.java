package org.musterhpc.queue.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.TaskCommand;

class CommandTemplateTest {
    private static final Map<String, JsonNode> PARAMS = Map.of(
            "a", TextNode.valueOf("x y"),
            "n", IntNode.valueOf(7),
            "file", TextNode.valueOf("dir/a.png"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '^',
            value = {
                "./m {{file}} --n {{ n }} @ ./m dir/a.png --n 7",
                "echo {{a}} \"{{a}}\" '{{a}}' @ echo 'x y' \"x y\" 'x y'",
                "echo {{n}}>out @ echo '7'>out",
                "awk '{{{{print}}' @ awk '{{print}}'",
                "echo {{{n}} } @ echo {'7' }",
                "echo $(( {{n}} * 2 )) @ echo $(( 7 * 2 ))",
                "echo $((1-{{n}})) @ echo $((1- 7))",
                "[[ {{n}} -gt 5 ]] && echo {{a}} @ [[ 7 -gt 5 ]] && echo 'x y'",
                "case x in x) echo {{a}};; esac @ case x in x) echo 'x y';; esac",
                "(case x in x) echo {{a}};; esac) @ (case x in x) echo 'x y';; esac)",
            })
    void valuesAreQuotedForTheirPlace(String template, String expected) {
        assertThat(shell(template, PARAMS)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '^',
            value = {
                "echo `cat {{a}}` @ 1 @ 11 @ $(...)",
                "echo \"`cat {{a}}`\" @ 1 @ 12 @ $MUSTER_PARAM_A",
                "echo # {{a}} @ 1 @ 8 @ comment",
                "echo ${x:-{{a}}} @ 1 @ 11 @ ${...}",
                "echo \"${x:-\"{{a}}\"}\" @ 1 @ 13 @ ${...}",
                "echo \\{{a}} @ 1 @ 7 @ backslash",
                "echo \"\\{{a}}\" @ 1 @ 8 @ backslash",
                "echo ${{a}} @ 1 @ 7 @ $",
                "echo \"$HOME{{a}}\" @ 1 @ 12 @ ${name}",
                "echo $'{{a}}' @ 1 @ 8 @ $MUSTER_PARAM_A",
                "echo \"$(case x in x) echo {{a}};; esac)\" @ 1 @ 27 @ case",
                "echo \"${x%'\"'} {{a}}\" @ 1 @ 16 @ single quote",
                "echo {{a @ 1 @ 6 @ never closed",
                "awk '{{print $1}}' @ 1 @ 6 @ {{{{",
                "echo {{1a}} @ 1 @ 6 @ name",
                "echo 'abc @ 1 @ 6 @ never closed",
                "echo \"$(date\" @ 1 @ 13 @ never closed",
                "echo `date @ 1 @ 6 @ never closed",
            })
    void unsafePlacesAreRefusedAndNamed(String template, int line, int column, String hint) {
        TemplateException refused = catchThrowableOfType(TemplateException.class, () -> parse(template));

        assertThat(refused).isNotNull().hasMessageContaining(hint);
        assertThat(List.of(refused.line(), refused.column())).containsExactly(line, column);
    }

    @Test
    void hereDocumentsAreRefusedWithTheLine() {
        String template = "cat <<-'E' | wc\n\ttext \" {{a}}\n\tE\necho {{a}}";

        assertThatThrownBy(() -> parse(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith("line 2, column 9: ")
                .hasMessageContaining("here-document");
        assertThat(shell(template.replace("\" {{a}}", "\""), PARAMS)).endsWith("echo 'x y'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"echo $(( {{a}} ))", "x[{{a}}]=1", "[[ {{a}} -eq 1 ]]", "[[ \"{{a}}\" -eq 1 ]]", "(( {{a}} ))"})
    void whereBashCalculatesOnlyNumbersAreTaken(String template) {
        CommandTemplate parsed = parse(template);

        assertThat(parsed.render(Map.of("a", IntNode.valueOf(-4)))).asString().contains("-4");
        assertThatThrownBy(() -> parsed.render(Map.of("a", TextNode.valueOf("x[$(touch pwned)]"))))
                .isInstanceOf(FillException.class)
                .hasMessageContaining("parameter 'a'")
                .hasMessageContaining("whole number");
    }

    /** Quoted it is no operator: bash refuses the test, and does not run what an index holds. */
    @Test
    void valueNeverBecomesAnOperatorThatCalculates() {
        Map<String, JsonNode> params =
                Map.of("op", TextNode.valueOf("-eq"), "b", TextNode.valueOf("a[$(touch pwned)]"));
        assertThat(shell("[[ 1 {{op}} {{b}} ]]", params)).isEqualTo("[[ 1 '-eq' 'a[$(touch pwned)]' ]]");
        assertThat(shell("[[ {{op}} x ]]", Map.of("op", TextNode.valueOf("-v"))))
                .isEqualTo("[[ '-v' x ]]");
        assertThat(shell("./x {{op}}", Map.of("op", TextNode.valueOf("-n")))).isEqualTo("./x -n");
    }

    @Test
    void missingParameterIsNamedWithTheNearest() {
        assertThatThrownBy(() -> shell("echo {{fil}}", PARAMS))
                .isInstanceOf(FillException.class)
                .hasMessage("parameter 'fil' is missing; did you mean 'file'?");
    }

    @Test
    void nulIsRefused() {
        assertThatThrownBy(() -> shell("echo {{a}}", Map.of("a", TextNode.valueOf("x\0"))))
                .isInstanceOf(FillException.class)
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> parse("echo \0")).isInstanceOf(TemplateException.class);
    }

    @Test
    void argumentVectorsAreFilledVerbatim() {
        CommandTemplate template =
                CommandTemplate.parse(new TaskCommand.Argv(List.of("./m", "--x={{a}}", "# `{{n}}`")));

        assertThat(template.names()).containsExactly("a", "n");
        assertThat(template.render(PARAMS)).isEqualTo(new TaskCommand.Argv(List.of("./m", "--x=x y", "# `7`")));
    }

    @Test
    void jsonValuesBecomeText() throws JsonProcessingException {
        TextTemplate template = TextTemplate.parse("{{v}}|");

        assertThat(template.render(Map.of("v", NullNode.getInstance()))).isEqualTo("|");
        assertThat(template.render(Map.of("v", new ObjectMapper().readTree("{\"a\": [1, true]}"))))
                .isEqualTo("{\"a\":[1,true]}|");
        assertThat(template.render(Map.of("v", new ObjectMapper().readTree("1.50"))))
                .isEqualTo("1.5|");
    }

    private static CommandTemplate parse(String line) {
        return CommandTemplate.parse(new TaskCommand.Shell(line));
    }

    private static String shell(String line, Map<String, JsonNode> params) {
        return ((TaskCommand.Shell) parse(line).render(params)).line();
    }
}
