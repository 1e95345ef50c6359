package org.musterhpc.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
    private final Rows rows = new Rows();

    @Test
    void choiceStaysWithWhatWasChosen() {
        rows.settle(List.of("a", "b", "c"));
        rows.press(Key.Kind.DOWN);
        rows.settle(List.of("x", "y", "b", "c"));
        assertThat(rows.at()).isEqualTo(2);
        rows.settle(List.of("x"));
        assertThat(rows.at()).as("what was chosen is gone").isZero();
        rows.settle(List.of());
        assertThat(rows.at()).isZero();
    }

    @Test
    void chosenRowIsOnTheScreen() {
        rows.settle(List.of("a", "b", "c", "d", "e"));
        assertThat(rows.from(2)).isZero();
        rows.press(Key.Kind.END);
        assertThat(rows.from(2)).isEqualTo(3);
        rows.press(Key.Kind.UP);
        assertThat(rows.from(2)).as("no more than is needed is moved").isEqualTo(3);
        rows.press(Key.Kind.PAGE_UP);
        assertThat(rows.from(2)).isEqualTo(1);
        assertThat(rows.from(9)).as("a larger screen shows all").isZero();
    }
}
