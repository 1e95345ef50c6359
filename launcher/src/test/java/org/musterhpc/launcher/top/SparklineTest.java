package org.musterhpc.launcher.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.TextStyle;

class SparklineTest {
    private static final TextStyle UTF8 = new TextStyle(80, false, true, true);
    private static final TextStyle ASCII = new TextStyle(80, false, false, true);

    @Test
    void highestFillsItsCharacter() {
        assertThat(Sparkline.of(UTF8, List.of(0.0, 1.0, 50.0, 100.0), 10)).isEqualTo("▁▂▅█");
        assertThat(Sparkline.of(ASCII, List.of(0.0, 1.0, 50.0, 100.0), 10)).isEqualTo("_.=#");
    }

    @Test
    void nothingIsFlatAndNoNumberIsEmpty() {
        assertThat(Sparkline.of(UTF8, List.of(0.0, 0.0), 10)).isEqualTo("▁▁");
        assertThat(Sparkline.of(UTF8, List.of(), 10)).isEmpty();
        assertThat(Sparkline.of(UTF8, List.of(1.0), -3)).isEmpty();
    }

    @Test
    void oneFailureAmongManyIsSeen() {
        List<Double> many = new java.util.ArrayList<>(java.util.Collections.nCopies(1_000, 0.0));
        many.set(501, 1.0);
        assertThat(Sparkline.of(UTF8, many, 10)).isEqualTo("▁▁▁▁▁█▁▁▁▁");
    }
}
