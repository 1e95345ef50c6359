package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;

class BarTest {

    @Test
    void oneFailureInAMillionIsSeen() {
        Standing standing = new Standing(1_000_000, 0, 0, 0, 0, 999_999, 1, 0);
        assertThat(Bar.of(Samples.PLAIN, standing, 10)).isEqualTo("━━━━━━━━━×");
    }

    @Test
    void partsAreInProportionAndFillTheBar() {
        Standing standing = new Standing(100, 40, 0, 0, 10, 50, 0, 0);
        assertThat(Bar.of(Samples.PLAIN, standing, 20)).isEqualTo("━━━━━━━━━━╍╍────────");
    }

    @Test
    void asciiWhereThereIsNoUtf8() {
        Standing standing = new Standing(10, 4, 0, 0, 1, 4, 1, 0);
        assertThat(Bar.of(TextStyle.plain(false), standing, 10)).isEqualTo("####x>....");
    }

    @Test
    void nothingAtAllIsAnEmptyBar() {
        assertThat(Bar.of(Samples.PLAIN, Standing.NOTHING, 5)).isEqualTo("─────");
    }
}
