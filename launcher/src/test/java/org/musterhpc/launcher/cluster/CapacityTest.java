package org.musterhpc.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final String MEMINFO = "MemTotal:        8046880 kB\nMemFree:          100 kB\n";

    @Test
    void smallerOfMachineAndControlGroupCounts() {
        assertThat(Capacity.memory(MEMINFO, "max\n")).isEqualTo(8046880L << 10);
        assertThat(Capacity.memory(MEMINFO, "1073741824\n")).isEqualTo(1L << 30);
        assertThat(Capacity.memory(MEMINFO, "999999999999999\n")).isEqualTo(8046880L << 10);
        assertThat(Capacity.memory("", "1073741824\n")).isEqualTo(1L << 30);
        assertThat(Capacity.memory("", "")).isNull();
    }
}
