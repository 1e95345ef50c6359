package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.TextStyle;

class MarkdownTextTest {
    private static final TextStyle NARROW = new TextStyle(34, false, true, false);

    private static List<String> shown(String... markdown) {
        return MarkdownText.of(String.join("\n", markdown), NARROW);
    }

    @Test
    void paragraphsAndItemsAreWrappedAndCodeIsNot() {
        assertThat(shown("# Title", "", "A **bold** word, a [link](x/y.html#z) and `code *as* it` is."))
                .containsExactly("Title", "", "  A bold word, a link and `code", "  *as* it` is.");
        assertThat(shown("- one item that is longer than a line", "1. first"))
                .containsExactly("  - one item that is longer than a", "    line", "  1. first");
        assertThat(shown("```", "a   line of code that is longer than all", "```"))
                .containsExactly("    a   line of code that is longer than all", "");
    }

    @Test
    void tableThatFitsHasColumns() {
        assertThat(shown("| a | b |", "|---|---|", "| `x\\|y` | 1 |", "| z | |"))
                .containsExactly("  a      b", "  `x|y`  1", "  z", "");
    }

    @Test
    void tableThatDoesNotFitIsListed() {
        assertThat(shown(
                        "| key | default | meaning |",
                        "|---|---|---|",
                        "| `slots` | | so many tasks run at a time |",
                        "| `name` | none | yours |"))
                .containsExactly(
                        "  `slots`",
                        "      meaning: so many tasks run",
                        "      at a time",
                        "  `name`",
                        "      default: none",
                        "      meaning: yours",
                        "");
    }

    @Test
    void pagesThatLinksLeadToAreNamed() {
        assertThat(shown("See [a](pools.md#b), [c](https://a.b/c), [d](decisions/0001.md)."))
                .containsExactly("  See a, c <https://a.b/c>, d.", "", "  More: muster help pools");
    }
}
