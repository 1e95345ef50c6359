package org.musterhpc.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.doctor.Finding.Level;

class ServerReportTest {
    private static final Map<String, String> GOOD = Map.of(
            "redis_version", "7.0.15",
            "role", "master",
            "aof_enabled", "1",
            "aof_last_write_status", "ok",
            "maxmemory", "0",
            "used_memory", "1000000");

    @Test
    void goodServerHasNothingToBeDone() {
        assertThat(findings(Map.of())).allMatch(finding -> finding.level() == Level.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "redis_version, 6.0.16, redis, FAIL",
        "redis_version, 6.2.0, redis, OK",
        "aof_enabled, 0, persistence, WARN",
        "aof_last_write_status, err, persistence, FAIL",
        "maxmemory_policy, allkeys-lru, memory, FAIL",
        "maxmemory, 1000001, memory, WARN",
        "role, slave, role, FAIL",
    })
    void whatIsWrongIsFound(String field, String value, String check, Level level) {
        assertThat(findings(Map.of(field, value)))
                .filteredOn(finding -> finding.check().equals(check))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(level);
                    assertThat(finding.advice().isEmpty()).isEqualTo(level == Level.OK);
                });
    }

    @Test
    void clockThatIsHoursOffIsMentioned() {
        assertThat(new ServerReport(GOOD, Optional.empty(), Optional.empty(), Duration.ofHours(-2)).findings())
                .filteredOn(finding -> finding.level() == Level.WARN)
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("7200000 ms behind"));
    }

    private static List<Finding> findings(Map<String, String> changed) {
        Map<String, String> info = new HashMap<>(GOOD);
        info.putAll(changed);
        return new ServerReport(info, Optional.empty(), Optional.of("everysec"), Duration.ofMillis(3)).findings();
    }
}
