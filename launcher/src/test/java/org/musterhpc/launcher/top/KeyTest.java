package org.musterhpc.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {
    /** What is read of a key's characters; none come after the last. */
    private static Key read(String characters) {
        int[] at = {0};
        return Key.read(
                characters.charAt(at[0]++), () -> at[0] < characters.length() ? characters.charAt(at[0]++) : -2);
    }

    @ParameterizedTest
    @CsvSource({
        "[A, UP",
        "OB, DOWN",
        "[C, ENTER",
        "OD, BACK",
        "[5~, PAGE_UP",
        "[6~, PAGE_DOWN",
        "[H, HOME",
        "OF, END",
        "[1~, HOME",
        "[8~, END",
        "[1;5A, UP",
        "[15~, OTHER",
        "[99999999999~, OTHER",
        "x, OTHER",
        "[, OTHER"
    })
    void sequencesOfTerminalsAreKeys(String behindEscape, Key.Kind kind) {
        assertThat(read("\u001b" + behindEscape)).isEqualTo(Key.of(kind));
    }

    @Test
    void escapeAloneLeadsBack() {
        assertThat(read("\u001b")).isEqualTo(Key.of(Key.Kind.BACK));
    }

    @Test
    void singleCharactersAreKeys() {
        assertThat(read("q")).isEqualTo(Key.of('q'));
        assertThat(read("é")).isEqualTo(Key.of('é'));
        assertThat(read("\r")).isEqualTo(Key.of(Key.Kind.ENTER));
        assertThat(read("\u007f")).isEqualTo(Key.of(Key.Kind.ERASE));
        assertThat(read("\u0003")).isEqualTo(Key.of(Key.Kind.INTERRUPT));
        assertThat(read("\u0001")).isEqualTo(Key.of(Key.Kind.OTHER));
    }
}
