package org.musterhpc.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwayShellTest {
    private final List<Command> asked = new ArrayList<>();
    private final List<Duration> paused = new ArrayList<>();
    private long now;
    private Duration takes = Duration.ZERO;
    private boolean away = true;

    private final AwayShell shell = new AwayShell(
            new Shell() {
                @Override
                public Answer run(Command command) throws NotSent {
                    asked.add(command);
                    now += takes.toNanos();
                    if (away) {
                        throw new NotSent("h1 cannot be reached", "try by hand", null);
                    }
                    return new Answer(0, new byte[0], new byte[0]);
                }

                @Override
                public String name() {
                    return "h1";
                }

                @Override
                public void close() {}
            },
            () -> now);

    private void ask() throws NoAnswer, NotSent, Refused {
        new Retries(paused::add).idempotent(() -> shell.run(Command.of(Duration.ofSeconds(1), "true")));
    }

    @Test
    void machineThatDoesNotAnswerInTimeIsAskedOnceInAWhile() throws Exception {
        takes = Duration.ofSeconds(15);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::ask).isInstanceOf(NotSent.class).hasMessage("h1 cannot be reached");
        }
        assertThat(asked).hasSize(1);
        assertThat(paused).isEmpty();
        away = false;
        now += Duration.ofMinutes(3).toNanos();
        ask();
        assertThat(asked).hasSize(2);
    }

    @Test
    void machineThatRefusesAtOnceIsAskedEachTime() {
        assertThatThrownBy(this::ask).isInstanceOf(NotSent.class);
        assertThatThrownBy(this::ask).isInstanceOf(NotSent.class);
        assertThat(asked).hasSize(8);
    }
}
