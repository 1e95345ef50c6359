package org.musterhpc.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void theyAreThoseThatCount() {
        assertThat(Ids.parsed("Name:\tjava\nUid:\t9\t1000\t9\t9\nGid:\t9\t100\t9\t9\nFDSize:\t64\nGroups:\t7 100 8 \n"))
                .isEqualTo(new Ids(1000, 100, List.of(7L, 8L)));
    }

    @Test
    void whoIsInNoFurtherGroupHasNone() {
        assertThat(Ids.parsed("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t \nNStgid:\t1\n"))
                .isEqualTo(new Ids(0, 0, List.of()));
    }
}
