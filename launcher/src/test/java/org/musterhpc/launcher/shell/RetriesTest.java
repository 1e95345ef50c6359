package org.musterhpc.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Command SOME = Command.of(Duration.ofSeconds(1), "x");

    private final List<Duration> waited = new ArrayList<>();
    private final Retries retries = new Retries(waited::add);
    private int calls;

    @Test
    void idempotentCallIsTriedFourTimesWithGrowingPauses() {
        assertThatThrownBy(() -> retries.idempotent(this::broken)).isInstanceOf(NoAnswer.class);
        assertThat(calls).isEqualTo(4);
        assertThat(waited).isSorted().hasSize(3);
    }

    @Test
    void whatMayHaveRunIsNeverSentAgain() {
        assertThatThrownBy(() -> retries.once(this::broken)).isInstanceOf(NoAnswer.class);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void whatWasSurelyNotSentIsTriedAgain() throws ShellFailure {
        assertThat(retries.once(() -> {
                    if (calls++ < 2) {
                        throw new NotSent("x", "y", null);
                    }
                    return "done";
                }))
                .isEqualTo("done");
    }

    @Test
    void refusalIsFinal() {
        Target target =
                new Target("h", null, null, null, new org.musterhpc.launcher.config.SshSettings.Keys(null, null));
        assertThatThrownBy(() -> retries.idempotent(() -> {
                    calls++;
                    throw Refused.authentication(target, "no");
                }))
                .isInstanceOf(Refused.class);
        assertThat(calls).isEqualTo(1);
    }

    private String broken() throws NoAnswer {
        calls++;
        throw NoAnswer.broken("there", SOME, null);
    }
}
