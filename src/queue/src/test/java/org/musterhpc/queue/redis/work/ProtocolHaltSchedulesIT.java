package org.musterhpc.queue.redis.work;

import org.junit.jupiter.api.Test;

/** As {@link ProtocolSchedulesIT}, of what stops where too much fails: as long as all the others. */
class ProtocolHaltSchedulesIT {

    @Test
    void everyScheduleKeepsTheRules() {
        Scenario.HALT.check();
    }
}
