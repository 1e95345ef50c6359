package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The check of the protocol is worth something: it finds each of these faults. */
class ProtocolFaultsIT {
    private static final int WALKS = 4;
    private static final int STEPS = 300;

    @ParameterizedTest
    @EnumSource
    void faultIsFound(Fault fault) {
        Map<Script, Script.Text> scripts = fault.scripts();
        Stream<Runnable> walks = LongStream.rangeClosed(1, WALKS)
                .mapToObj(seed -> () -> Walk.run(Setups.chain("fault", 8, 3, true), scripts, seed, STEPS));
        Stream<Runnable> explorations = Stream.of(
                        // The short ones first.
                        Scenario.CONDEMNS,
                        Scenario.CHILDREN,
                        Scenario.HALT,
                        Scenario.ALL,
                        Scenario.GHOST,
                        Scenario.LAST,
                        Scenario.TWICE,
                        Scenario.AMENDS,
                        Scenario.EACH,
                        Scenario.LEASES)
                .map(scenario -> () -> scenario.explore(scripts, Math.min(5, scenario.depth)));
        Stream<Runnable> children = LongStream.rangeClosed(1, WALKS)
                .mapToObj(seed -> () -> Walk.run(Setups.children("fault", 8, 3), scripts, seed, STEPS));
        Optional<String> found = Stream.of(walks, explorations, children)
                .flatMap(attempts -> attempts)
                .flatMap(attempt -> complaint(attempt).stream())
                .findFirst();
        assertThat(found).as("what was said of it").isPresent();
        System.out.println(fault + ": " + found.orElseThrow());
    }

    private static List<String> complaint(Runnable attempt) {
        try {
            attempt.run();
            return List.of();
        } catch (AssertionError e) {
            return List.of(
                    String.valueOf(e.getMessage()).lines().limit(3).toList().toString());
        }
    }
}
