package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HarmlessTest {

    @Test
    void escapesAreShownInsteadOfObeyed() {
        assertThat(Harmless.text("\u001b]0;owned\u0007\u001b[2Jx\u009b31m")).isEqualTo("^[]0;owned^G^[[2Jx\\u009b31m");
    }

    @Test
    void lineEndsAndTabsStayInText() {
        assertThat(Harmless.text("a\tb\r\nc\n")).isEqualTo("a\tb\nc\n");
    }

    @Test
    void carriageReturnCannotOverwriteALine() {
        assertThat(Harmless.text("rm -rf /\rls")).isEqualTo("rm -rf /^Mls");
    }

    @Test
    void lineHasNoLineEnds() {
        assertThat(Harmless.line("a\nb\tc")).isEqualTo("a b c");
    }

    @Test
    void reorderingCharactersAreShown() {
        assertThat(Harmless.line("a\u202eb")).isEqualTo("a\\u202eb");
    }

    @Test
    void lettersOfTheWorldStay() {
        assertThat(Harmless.text("naïve 日本 ✓")).isEqualTo("naïve 日本 ✓");
    }
}
