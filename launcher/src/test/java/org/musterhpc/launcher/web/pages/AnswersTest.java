package org.musterhpc.launcher.web.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Answers answers = new Answers(nanos::get);
    private final AtomicInteger asked = new AtomicInteger();

    private int ask(Duration takes) {
        return answers.get("q", Integer.class, () -> {
            nanos.addAndGet(takes.toNanos());
            return asked.incrementAndGet();
        });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void answerServesEverybodyForASecond() {
        for (int viewer = 0; viewer < 50; viewer++) {
            assertThat(ask(Duration.ZERO)).isEqualTo(1);
        }
        pass(Duration.ofMillis(999));
        assertThat(ask(Duration.ZERO)).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(ask(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void slowAnswerServesLonger() {
        assertThat(ask(Duration.ofSeconds(2))).isEqualTo(1);
        pass(Duration.ofSeconds(39));
        assertThat(ask(Duration.ZERO)).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(ask(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void failureIsSharedAndWhatIsForgottenIsAskedAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> answers.get("f", Integer.class, () -> {
                        asked.incrementAndGet();
                        throw new IllegalStateException("away");
                    }))
                    .hasMessage("away");
        }
        assertThat(asked).hasValue(1);
        answers.forget();
        assertThat(answers.get("f", Integer.class, () -> 7)).isEqualTo(7);
    }
}
