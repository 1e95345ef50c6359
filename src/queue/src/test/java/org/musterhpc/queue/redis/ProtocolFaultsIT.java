package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The check of the protocol is worth something: it finds each of these faults, and says what is wrong. */
class ProtocolFaultsIT {

    @ParameterizedTest
    @EnumSource
    void faultIsFound(Fault fault) {
        Detection detection = Detection.of(fault);
        String said = detection.complaintOf(fault.scripts()).orElse("nothing");
        assertThat(said).as("what was said of it").contains(detection.complaint());
        System.out.println(fault + ": " + said.lines().limit(3).toList());
    }

    /** Else something else than the fault would be found by it. */
    @ParameterizedTest
    @MethodSource("schedules")
    void scheduleFindsNothingInTheTrueScripts(Detection detection) {
        assertThatCode(() -> Detection.play(
                        Objects.requireNonNull(detection.campaign()), Script.texts(), detection.schedule()))
                .doesNotThrowAnyException();
    }

    static Stream<Detection> schedules() {
        return Stream.of(Fault.values()).map(Detection::of).filter(detection -> detection.campaign() != null);
    }
}
