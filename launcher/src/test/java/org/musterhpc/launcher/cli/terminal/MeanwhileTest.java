package org.musterhpc.launcher.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    void whatTakesItsTimeIsToldAndToldAgain() {
        Duration soon = Duration.ofMillis(1);
        Meanwhile meanwhile = Meanwhile.telling(told::add, "looking over cluster lab", soon, soon);
        try {
            await().until(() -> told.size() > 2);
            assertThat(told).startsWith("looking over cluster lab …", "still looking over cluster lab …");
        } finally {
            meanwhile.close();
        }
    }

    @Test
    void whatIsDoneSoonIsNotTold() {
        Meanwhile.telling(told::add, "looking", Duration.ofHours(1), Duration.ofHours(1))
                .close();
        assertThat(told).isEmpty();
    }
}
