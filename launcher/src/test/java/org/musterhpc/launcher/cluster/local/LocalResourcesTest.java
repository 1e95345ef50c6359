package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalResourcesTest {
    private static final String MEMINFO = "MemTotal:        8046880 kB\nMemFree:          100 kB\n";

    @Test
    void smallerOfMachineAndControlGroupCounts() {
        assertThat(LocalResources.memory(MEMINFO, "max\n")).isEqualTo(8046880L << 10);
        assertThat(LocalResources.memory(MEMINFO, "1073741824\n")).isEqualTo(1L << 30);
        assertThat(LocalResources.memory(MEMINFO, "999999999999999\n")).isEqualTo(8046880L << 10);
        assertThat(LocalResources.memory("", "1073741824\n")).isEqualTo(1L << 30);
        assertThat(LocalResources.memory("", "")).isNull();
    }
}
