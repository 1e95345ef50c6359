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
    private static final int MOST_ACTS = 5;

    @ParameterizedTest
    @EnumSource
    void faultIsFound(Fault fault) {
        Map<Script, Script.Text> scripts = fault.scripts();
        // From what takes little to what takes long: most are found by a few acts.
        Stream<Runnable> attempts = Stream.of(
                        walks(Setups.chain("fault", 8, 3, true), scripts, 1, 1),
                        explorations(scripts, 2),
                        walks(Setups.children("fault", 8, 3), scripts, 1, 1),
                        explorations(scripts, 3),
                        walks(Setups.chain("fault", 8, 3, true), scripts, 2, WALKS),
                        walks(Setups.children("fault", 8, 3), scripts, 2, WALKS),
                        explorations(scripts, 4),
                        explorations(scripts, MOST_ACTS))
                .flatMap(some -> some);
        Optional<String> found =
                attempts.flatMap(attempt -> complaint(attempt).stream()).findFirst();
        assertThat(found).as("what was said of it").isPresent();
        System.out.println(fault + ": " + found.orElseThrow());
    }

    private static Stream<Runnable> walks(World.Setup setup, Map<Script, Script.Text> scripts, int from, int to) {
        return LongStream.rangeClosed(from, to).mapToObj(seed -> () -> Walk.run(setup, scripts, seed, STEPS));
    }

    private static Stream<Runnable> explorations(Map<Script, Script.Text> scripts, int acts) {
        return Stream.of(
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
                .filter(scenario -> acts <= scenario.depth || acts == MOST_ACTS)
                .map(scenario -> () -> scenario.explore(scripts, Math.min(acts, scenario.depth)));
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
