package org.musterhpc.queue.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTest {
    @ParameterizedTest
    @ValueSource(strings = {"auto", "per-task", "0", "17", "10000000"})
    void textSurvivesParsing(String text) {
        assertThat(Goal.parse(text)).map(Goal::text).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "1.5", "Auto", "10000001", "99999999999"})
    void otherTextIsNoGoal(String text) {
        assertThat(Goal.parse(text)).isEmpty();
    }

    @Test
    void fixedGoalIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Goal.Fixed(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Goal.Fixed(Goal.MOST + 1));
    }
}
