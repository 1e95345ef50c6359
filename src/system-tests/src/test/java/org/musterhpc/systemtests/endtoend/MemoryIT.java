package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The memory of tasks on this machine: none uses more than it may for long. */
class MemoryIT {
    /** Its child takes 150 MiB; where that is the last attempt it is content, else it would stay for a day. */
    private static final String HUNGRY = """
            campaign: hungry
            stages:
              grow:
                command: |
                  : {{n}}
                  python3 -c 'import os, time; x = b"x" * (150 << 20)
                  if os.environ["MUSTER_ATTEMPT"] != "3": time.sleep(86398)' || exit 7
                tasks: {range: 1-1}
                walltime: 5m
                resources: {memory: 64M}
                retry: {max_attempts: 3, backoff: 100ms, on: {oom: {memory: x2}}}
            """;

    /** Whether the kernel ends it or the agent depends on the machine. */
    private static final String SAID = "more than";

    @Test
    void taskThatUsesMoreThanItMayIsEndedAndRunsAgainWithTwiceAsMuch() {
        try (Muster muster = new Muster()) {
            muster.write("hungry.yml", HUNGRY);
            Ended run = muster.run("run", "hungry.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(MixedOutcomesIT.processesOf("time.sleep(86398)")).isEmpty();

            JsonNode task =
                    muster.run("show", "hungry", "grow/000001", "--json").json();
            // It may have been looked at while it was still taking its 150 MiB.
            List<String> history = new ArrayList<>();
            task.path("history")
                    .forEach(past -> history.add(past.path("outcome").asText() + " "
                            + past.path("reason")
                                    .asText("")
                                    .replaceAll("it used ([6-9]\\d|1\\d\\d)M of memory, and may use", SAID)
                                    .replaceAll(
                                            "it needed more than the ([0-9]+M) of memory that it may use",
                                            SAID + " $1")));
            assertThat(history).as(task.toString()).containsExactly("OOM more than 64M", "OOM more than 128M", "OK ");
            assertThat(muster.run("show", "hungry", "grow/000001").out()).contains("of memory", "64M", "128M");
        }
    }
}
