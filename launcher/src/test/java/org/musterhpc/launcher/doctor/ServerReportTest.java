package org.musterhpc.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.doctor.CheckResult.Level;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerFacts;

class ServerReportTest {
    private static final RedisAddress AT = new RedisAddress("redis://127.0.0.1:6379", null, "pw", null, "muster:");

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
        "aof_enabled, 0, persistence, FAIL",
        "aof_last_write_status, err, persistence, FAIL",
        "maxmemory_policy, allkeys-lru, memory, FAIL",
        "maxmemory_policy, volatile-lru, memory, OK",
        "maxmemory, 1000001, memory, WARN",
        "role, slave, role, FAIL",
        "redis_mode, sentinel, role, FAIL",
        "redis_mode, cluster, role, FAIL",
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
    void hazardThatIsAcceptedIsToldAndStopsNothing() {
        Map<String, String> bad = Map.of("aof_enabled", "0", "maxmemory_policy", "allkeys-lru");
        assertThat(report(bad, Map.of(), Set.of(Hazard.NO_APPENDONLY)).findings())
                .filteredOn(finding -> finding.level() != Level.OK)
                .extracting(CheckResult::check, CheckResult::level)
                .containsExactly(tuple("persistence", Level.WARN), tuple("memory", Level.FAIL));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1 -::1, no, WARN, machine",
        "127.0.0.1 10.0.0.7, yes, WARN, machine",
        "127.0.0.1 10.0.0.7, no, FAIL, network",
        "'', no, FAIL, network",
        "'', yes, WARN, machine",
        "* -::*, no, FAIL, network",
    })
    void openDoorIsWeighedByWhoReachesIt(String bind, String guarded, Level level, String word) {
        Map<String, String> settings = Map.of("bind", bind, "protected-mode", guarded, "appendfsync", "everysec");
        assertThat(door("redis://127.0.0.1:6379", settings)).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.what()).contains(word);
        });
    }

    @Test
    void openDoorThatWasReachedOverTheNetworkNeedsNoSettingToBeKnown() {
        assertThat(door("redis://10.0.0.7:6379", Map.of()).level()).isEqualTo(Level.FAIL);
        assertThat(door("redis://127.0.0.1:6379", Map.of())).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.what()).contains("could not be asked");
        });
    }

    @Test
    void urlOfAClusterAtASingleServerIsFound() {
        RedisAddress cluster = new RedisAddress("redis-cluster://127.0.0.1:6379", null, null, null, "muster:");
        assertThat(new ServerReport(facts(AT, GOOD, Map.of(), false), cluster, Set.of()).findings())
                .filteredOn(finding -> finding.level() == Level.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.advice()).contains("redis://127.0.0.1:6379"));
    }

    @Test
    void whatMayNotBeAskedIsSaidAndIsNoFailure() {
        assertThat(new ServerReport(facts(AT, Map.of(), Map.of(), false), AT, Set.of()).findings())
                .noneMatch(finding -> finding.level() == Level.FAIL)
                .anyMatch(finding -> finding.what().contains("could not be asked"));
        assertThat(report(Map.of(), Map.of(), Set.of()).findings())
                .filteredOn(finding -> finding.check().equals("persistence"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.OK);
                    assertThat(finding.what()).contains("could not be asked");
                });
    }

    @Test
    void clockThatIsHoursOffIsMentioned() {
        ServerFacts facts = new ServerFacts(AT, GOOD, Map.of(), false, Duration.ofHours(-2));
        assertThat(new ServerReport(facts, AT, Set.of()).findings())
                .filteredOn(finding -> finding.level() == Level.WARN)
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("7200000 ms behind"));
    }

    private static CheckResult door(String url, Map<String, String> settings) {
        RedisAddress at = new RedisAddress(url, null, null, null, "muster:");
        return new ServerReport(facts(at, GOOD, settings, true), at, Set.of())
                .findings().stream()
                        .filter(finding -> finding.check().equals("password"))
                        .findFirst()
                        .orElseThrow();
    }

    private static List<CheckResult> findings(Map<String, String> changed) {
        return report(changed, Map.of("appendfsync", "everysec"), Set.of()).findings();
    }

    private static ServerReport report(
            Map<String, String> changed, Map<String, String> settings, Set<Hazard> accepted) {
        Map<String, String> info = new HashMap<>(GOOD);
        info.putAll(changed);
        return new ServerReport(facts(AT, info, settings, false), AT, accepted);
    }

    private static ServerFacts facts(
            RedisAddress at, Map<String, String> info, Map<String, String> settings, boolean anybody) {
        return new ServerFacts(at, info, settings, anybody, Duration.ofMillis(3));
    }
}
