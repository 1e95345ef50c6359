package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.TextStyle;

class TableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        assertThat(new Table(Samples.PLAIN)
                        .left("NAME")
                        .right("N")
                        .row("a", "1")
                        .row("long", "1000")
                        .lines())
                .containsExactly("NAME     N", "a        1", "long  1000");
    }

    @Test
    void flexibleColumnIsCutAtTheTerminalsEdge() {
        assertThat(new Table(Samples.terminal(20))
                        .flexible("NAME")
                        .right("N")
                        .row("a-very-long-name-indeed", "1000")
                        .lines())
                .containsExactly("NAME               N", "a-very-long-n…  1000");
    }

    @Test
    void coloursTakeNoRoom() {
        TextStyle look = new TextStyle(80, true, true, true);
        assertThat(new Table(look)
                        .right("")
                        .left("")
                        .row(look.paint().bad("1"), "x")
                        .row("100", "y")
                        .lines())
                .containsExactly("  \u001b[31m1\u001b[0m  x", "100  y");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertThat(new Table(Samples.PLAIN)
                        .left("")
                        .left("")
                        .row("日本", "x")
                        .row("abcd", "y")
                        .lines())
                .containsExactly("日本  x", "abcd  y");
    }
}
