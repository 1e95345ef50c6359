package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.model.Outcome;

class EndKindTest {
    /** What became of an allocation never ends a task for good: cancelled is only what its owner cancelled. */
    @ParameterizedTest
    @EnumSource
    void endOfAllocationNeitherFinishesNorCancelsTasks(EndKind kind) {
        assertThat(kind.outcome()).isIn(Outcome.NODE_LOST, Outcome.PREEMPTED, Outcome.WALLTIME, Outcome.OOM);
    }
}
