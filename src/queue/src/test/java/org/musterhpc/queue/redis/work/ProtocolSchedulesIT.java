package org.musterhpc.queue.redis.work;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;

/** Every schedule of a few acts on small campaigns; {@code -Dmodel.deeper=2} plays two acts more than the build does. */
class ProtocolSchedulesIT {

    /** The longest is a class of its own, so that it runs beside the others: {@link ProtocolHaltSchedulesIT}. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HALT")
    void everyScheduleKeepsTheRules(Scenario scenario) {
        scenario.check();
    }

    /** What the check found in the past, cut down to what matters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // a task of another producer was sent again to wait for one that does not exist
                "send second new; turn 0 - second 1; turn 0 b - 0; requeue second x1 yes; turn 0 - second 1",
                // an agent that held an old and a new lease on a task heard that both were lost
                "push first 1; turn 0 - first 1; pass 30000; sweep; turn 0 - first 1; beat 0; turn 0 f - 0",
                // of two cancelled tasks with one id, one was lost
                "push first 2; turn 0 - first 2; send first again; cancel-all first; requeue first - yes",
                "push first 2; turn 0 - first 2; turn 0 .b - 0; send first again; cancel-all first; cancel first/000002",
                // of two cancelled tasks with one id, both were sent again where one was meant
                "push first 1; send first again; cancel-all first; requeue first first/000001 yes"
            })
    void scheduleThatOnceWentWrong(String schedule) {
        try (World world = new World(Setups.chain("schedule", 2, 2, true), Script.texts())) {
            Act.schedule(schedule).forEach(world::play);
            new Settling(world, world::play).settle();
        }
    }
}
