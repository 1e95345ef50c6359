package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;

class DisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void blockIsDrawnOverItself() {
        LiveDisplay display = live();
        display.show(at(1));
        bytes.reset();
        display.show(at(2));
        assertThat(text()).startsWith("\r\u001b[2A").contains("━").endsWith("\u001b[J");
    }

    @Test
    void noteStaysAboveTheBlock() {
        LiveDisplay display = live();
        display.show(at(1));
        bytes.reset();
        display.note("agent a1 ended");
        assertThat(text()).startsWith("\r\u001b[2A\u001b[Jagent a1 ended\n").contains("━");
    }

    @Test
    void cursorIsBackAfterClose() {
        LiveDisplay display = live();
        display.show(at(1));
        display.close();
        display.close();
        assertThat(text())
                .startsWith("\u001b[?25l")
                .endsWith("\u001b[J\u001b[?25h")
                .containsOnlyOnce("\u001b[?25h");
    }

    @Test
    void displayThatShowedNothingWritesNothing() {
        live().close();
        assertThat(text()).isEmpty();
    }

    @Test
    void logHasALineEveryTenSecondsAndNoEscapes() {
        LogDisplay display = new LogDisplay(new Output(bytes, TextStyle.plain(true)));
        for (int tenth = 0; tenth <= 250; tenth++) {
            display.show(at(tenth / 10.0));
        }
        assertThat(text().lines()).hasSize(2);
        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void logHasALineWhenAStageEnds() {
        LogDisplay display = new LogDisplay(new Output(bytes, TextStyle.plain(true)));
        display.show(progress(1, Map.of("a", standing(5), "b", standing(0))));
        display.show(progress(1.1, Map.of("a", standing(10), "b", standing(0))));
        display.show(progress(1.2, Map.of("a", standing(10), "b", standing(0))));
        assertThat(text().lines()).hasSize(1);
    }

    private LiveDisplay live() {
        return new LiveDisplay(new Output(bytes, new TextStyle(80, false, true, true)), () -> 80);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Progress at(double seconds) {
        return progress(seconds, Map.of("sum", standing(5)));
    }

    private static Standing standing(long done) {
        return new Standing(10, 10 - done, 0, 0, 0, done, 0, 0);
    }

    private static Progress progress(double seconds, Map<String, Standing> stages) {
        Duration elapsed = Duration.ofMillis(Math.round(seconds * 1000));
        return new Progress("sums", stages, new Progress.Pace(1, null, elapsed), 1, false, Map.of(), null);
    }
}
