package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;

/** The check of the protocol is worth something: it finds each of these faults, and says what is wrong. */
class ProtocolFaultsIT {
    private static final int WALKS = 8;
    private static final int STEPS = 300;

    @ParameterizedTest
    @EnumSource
    void faultIsFound(Fault fault) {
        Detection detection = Detection.of(fault);
        String said = detection.said(fault.scripts()).orElse("nothing");
        assertThat(said).as("what was said of it").contains(detection.complaint());
        System.out.println(fault + ": " + said.lines().limit(3).toList());
    }

    /** Else something else than the fault would be found. */
    @ParameterizedTest
    @EnumSource
    void nothingIsSaidOfTheTrueScripts(Fault fault) {
        assertThat(Detection.of(fault).said(Script.texts())).isEmpty();
    }

    /** Nobody has to know of a fault for it to be found: these are met by chance. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "TAKEN_AND_NOT_TOLD",
                "ONE_CANCELLED_AND_NO_WATCHER_TOLD",
                "SILENT_AGENT_CLAIMS",
                "REPEATED_CLAIM_TAKES_MORE",
                "RIPE_AND_STILL_DELAYED",
                "TOKEN_GIVEN_TWICE",
                "BATCH_SENT_TWICE_IS_PUSHED_TWICE",
                "FOLLOWER_SET_FREE_STAYS_BLOCKED",
                "STAGE_OPENS_BEFORE_THE_OTHER_IS_DONE",
                "CANCELLED_AND_STILL_PENDING",
                "FREED_BY_ONE_OF_TWO",
                "CANCELLED_AND_STILL_NEEDED",
                "GROUP_BROUGHT_TWICE",
                "SEALED_BEFORE_WHAT_BRINGS",
                "BLANK_NOT_COUNTED"
            })
    void walkFindsIt(Fault fault) {
        Stream<Runnable> walks = LongStream.rangeClosed(1, WALKS)
                .boxed()
                .flatMap(seed -> Stream.of(Setups.chain("fault", 8, 3, true), Setups.children("fault", 8, 3))
                        .map(setup -> () -> Walk.run(setup, fault.scripts(), seed, STEPS)));
        assertThat(walks.flatMap(walk -> Detection.said(walk).stream()).findFirst())
                .isPresent();
    }

    /** And these by all schedules of two acts. */
    @ParameterizedTest
    @EnumSource(
            names = {
                "BURY_OF_A_STALE_TOKEN",
                "GIVE_BACK_OF_A_STALE_TOKEN",
                "LOST_LEASE_NOT_TOLD",
                "REPEATED_CLAIM_GIVES_WHAT_IS_ANOTHERS",
                "CONDEMNED_AND_NO_WATCHER_TOLD"
            })
    void allShortSchedulesFindIt(Fault fault) {
        Stream<Runnable> explorations = Stream.of(Scenario.CONDEMNS, Scenario.LAST, Scenario.LEASES)
                .map(scenario -> () -> scenario.explore(fault.scripts(), 2));
        assertThat(explorations
                        .flatMap(exploration -> Detection.said(exploration).stream())
                        .findFirst())
                .isPresent();
    }
}
