package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The check of the protocol is worth something: it finds each of these faults. */
class ProtocolFaultsIT {
    private static final int WALKS = 4;
    private static final int STEPS = 300;
    private static final int MOST_ACTS = 5;

    /** What only schedules of several acts find, and no walk: minutes, for {@code -Dmodel.faults=all}. */
    private static final Set<Fault> LONG = EnumSet.of(
            Fault.FINISH_OF_A_STALE_TOKEN,
            Fault.HELD_BEYOND_THE_DEADLINE,
            Fault.LAPSE_OF_AN_AGENT_THAT_LIVES,
            Fault.BURIAL_OF_AN_AGENT_THAT_LIVES,
            Fault.TASK_TOO_LARGE_IS_DROPPED,
            Fault.SEAL_SETS_NOTHING_FREE,
            Fault.PUSHED_AND_NOT_IN_ITS_GROUP,
            Fault.REOPENED_AND_STILL_OVER,
            Fault.REOPENED_AND_STILL_DONE,
            Fault.CHILD_BROUGHT_TWICE,
            Fault.CHILDREN_BROUGHT_BY_A_STALE_REPORT,
            Fault.HALTED_BY_WHAT_FAILED_OTHERWISE,
            Fault.HALTED_THOUGH_SOME_WERE_DONE,
            Fault.HALTED_TOO_LATE,
            Fault.HALTED_BY_THE_DEAD_OVER_AND_OVER,
            Fault.BLANK_CANCELLED_AND_STILL_COUNTED,
            Fault.ANOTHER_CANCELLED_IN_ITS_PLACE,
            Fault.AMENDED_THOUGH_IT_RUNS_AGAIN,
            Fault.AMENDED_AND_STILL_PENDING);

    static Stream<Fault> faults() {
        boolean all = System.getProperty("model.faults", "").equals("all");
        return Stream.of(Fault.values()).filter(fault -> all || !LONG.contains(fault));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultIsFound(Fault fault) {
        Map<Script, Script.Text> scripts = fault.scripts();
        // From what takes little to what takes long: most are found by a few acts.
        Stream<Runnable> attempts = Stream.of(
                        walks(Setups.chain("fault", 8, 3, true), scripts),
                        walks(Setups.children("fault", 8, 3), scripts),
                        explorations(scripts, 2),
                        explorations(scripts, MOST_ACTS))
                .flatMap(some -> some);
        Optional<String> found =
                attempts.flatMap(attempt -> complaint(attempt).stream()).findFirst();
        assertThat(found).as("what was said of it").isPresent();
        System.out.println(fault + ": " + found.orElseThrow());
    }

    private static Stream<Runnable> walks(World.Setup setup, Map<Script, Script.Text> scripts) {
        return LongStream.rangeClosed(1, WALKS).mapToObj(seed -> () -> Walk.run(setup, scripts, seed, STEPS));
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
