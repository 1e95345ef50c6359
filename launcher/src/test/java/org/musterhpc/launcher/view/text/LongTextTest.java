package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Paint;
import org.musterhpc.launcher.view.TextStyle;

/** Nobody reads a line of 140,000 letters; {@code --json} has all of it. */
class LongTextTest {
    private static final String GENOME = "ACGT".repeat(35_000);

    @Test
    void valueOfAParameterIsCut() {
        var params = JsonNodeFactory.instance.objectNode().put("a", "b").put("seq", GENOME);
        assertThat(ParamsText.of(params))
                .startsWith("a=b seq=ACGT")
                .endsWith("… (140,000 characters)")
                .hasSizeLessThan(250);
        params.putArray("seq").add(GENOME);
        assertThat(ParamsText.of(params)).hasSizeLessThan(250);
        assertThat(ParamsText.cut("\uD83D\uDE00".repeat(300)))
                .doesNotContain("\uFFFD")
                .matches("(\\X)+");
    }

    @Test
    void lineIsCutButDataIsNot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output output = new Output(bytes, TextStyle.plain(true));
        output.line("too long: " + GENOME);
        output.data(GENOME);
        output.json(JsonNodeFactory.instance.objectNode().put("seq", GENOME));
        output.flush();

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0))
                .startsWith("too long: ACGT")
                .contains("characters)")
                .hasSizeLessThan(4100);
        assertThat(lines.get(1)).isEqualTo(GENOME);
        assertThat(lines.get(2)).isEqualTo("{\"seq\":\"" + GENOME + "\"}");
    }

    @Test
    void colourEndsWithTheLine() {
        Output output = new Output(new ByteArrayOutputStream(), new TextStyle(80, true, true, true));
        assertThat(output.shown(new Paint(true).bad(GENOME))).contains("\u001b[0m…");
    }
}
