package org.musterhpc.queue.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "10m, 00:10:00",
        "600s, 00:10:00",
        "90s, 00:01:30",
        "0, 00:00:00",
        "2h, 02:00:00",
        "30:00, 00:30:00",
        "1:30:00, 01:30:00",
        "1-02:00:00, 26:00:00",
        "1-02:30, 26:30:00",
        "0-12:00, 12:00:00",
        "0-00:01, 00:01:00",
        "00-00:30, 00:30:00",
        "0-12:00:01, 12:00:01",
        "2-00:00, 48:00:00",
        "100:00:00, 100:00:00",
        "500ms, 00:00:01",
    })
    void walltimesAreReadAsSchedulersWriteThem(String text, String formatted) {
        assertThat(Walltime.format(Walltime.parse(text))).isEqualTo(formatted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-5", "1:2:3:4", "5 weeks", "1.5h"})
    void otherWalltimesAreRefusedByTheirText(String text) {
        assertThatThrownBy(() -> Walltime.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "90, 90 seconds, 90 minutes, 90s or 90m",
        "1, 1 seconds, 1 minutes, 1s or 1m",
        "1-06, 1 days and 06 hours, 1 hours and 06 minutes, 1-06:00",
        "0-12, 0 days and 12 hours, 0 hours and 12 minutes, 0-12:00",
    })
    void whatSchedulersReadDifferentlyIsRefusedWithBothReadings(String text, String one, String other, String write) {
        assertThatThrownBy(() -> Walltime.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(one)
                .hasMessageContaining(other)
                .hasMessageContaining(write);
    }

    @ParameterizedTest
    @CsvSource({"2G, 2G", "2048M, 2G", "1.5G, 1536M", "512, 512", "1GiB, 1G", "500 mb, 500M", "1T, 1T"})
    void memoryIsReadInPowersOf1024(String text, String formatted) {
        assertThat(MemorySize.format(MemorySize.parse(text))).isEqualTo(formatted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "", "-1G", "1P", "G"})
    void otherAmountsAreRefusedByTheirText(String text) {
        assertThatThrownBy(() -> MemorySize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
