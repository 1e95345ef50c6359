package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.TextStyle;

class MarkdownTextTest {
    private static final TextStyle NARROW = new TextStyle(34, false, true, false);

    private static String shown(String markdown) {
        return String.join("\n", MarkdownText.of(markdown, NARROW));
    }

    @Test
    void paragraphsAndItemsAreWrappedAndCodeIsNot() {
        assertThat(shown("# Title\n\nA **bold** word, a [link](x/y.html#z) and `code *as* it` is.\n"
                        + "- one item that is longer than a line\n1. first\n"
                        + "```\na   line of code that is longer than all\n```\n"))
                .isEqualTo("Title\n\n  A bold word, a link and `code\n  *as* it` is.\n"
                        + "  - one item that is longer than a\n    line\n  1. first\n\n"
                        + "    a   line of code that is longer than all\n");
    }

    @Test
    void tableThatFitsHasColumns() {
        assertThat(shown("| a | b |\n|---|---|\n| `x\\|y` | 1 |\n| z | |\n"))
                .isEqualTo("  a      b\n  `x|y`  1\n  z\n");
    }

    @Test
    void tableThatDoesNotFitIsListed() {
        assertThat(shown("| key | default | meaning |\n|---|---|---|\n| `slots` | | so many tasks run at a time |\n"
                        + "| `name` | none | yours |\n"))
                .isEqualTo("  `slots`\n      meaning: so many tasks run\n      at a time\n"
                        + "  `name`\n      default: none\n      meaning: yours\n");
    }

    @Test
    void pagesThatLinksLeadToAreNamed() {
        assertThat(shown("See [a](pools.md#b), [c](https://a.b/c), [d](decisions/0001.md)."))
                .isEqualTo("  See a, c <https://a.b/c>, d.\n\n  More: muster help pools");
    }
}
