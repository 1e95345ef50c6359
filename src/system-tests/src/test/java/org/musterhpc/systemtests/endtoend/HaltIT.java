package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** What is wrong with all tasks does not cost all of them. */
class HaltIT {
    private static final int TASKS = 3_000;

    private static Muster muster() throws Exception {
        Muster muster = new Muster();
        muster.write("muster.yml", "agent: {slots: 2}\nclusters: {local: {type: local}}\n");
        return muster;
    }

    /** A program that is not there, a shell that says so, and a parameter that is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"./tpyo.sh {{n}}", "./tpyo.sh {{n}} | cat; exit 3", "[./tpyo.sh, '{{n}}']"})
    void typingErrorCostsSomeTasksAndResumeGoesOn(String command) throws Exception {
        try (Muster muster = muster()) {
            muster.write(
                    "typo.yml",
                    "command: " + (command.startsWith("[") ? command : '"' + command + '"') + "\n" + "tasks: {range: 1-"
                            + TASKS + "}\n");
            Ended run = muster.run("run", "typo.yml");
            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            assertThat(run.err())
                    .contains("typo is halted: 25 attempts of stage main failed, all as ", "muster resume typo");
            JsonNode status = muster.run("status", "typo", "--json").json();
            assertThat(status.path("paused").asBoolean()).isTrue();
            assertThat(status.path("halted").path("failures").asLong()).isEqualTo(25);
            assertThat(status.path("total").path("working").asLong()).isZero();
            // Each is dead, or waits for another attempt; where its delay is over, it may have had that.
            List<Integer> attempts = muster.run("tasks", "typo", "--json").jsonLines().stream()
                    .map(task -> task.path("attempt").asInt())
                    .filter(attempt -> attempt > 0)
                    .toList();
            assertThat(attempts).hasSizeLessThan(1_000);
            assertThat(attempts.stream().mapToInt(each -> each).sum()).isGreaterThanOrEqualTo(25);
            assertThat(muster.run("status", "typo").out()).contains("halted: 25 attempts of stage main");

            muster.write("tpyo.sh", "#!/bin/sh\necho $1 >> ran\n");
            assertThat(muster.folder.resolve("tpyo.sh").toFile().setExecutable(true))
                    .isTrue();
            assertThat(muster.run("resume", "typo").exit()).isZero();
            if (!command.contains("exit 3")) {
                assertThat(muster.run("retry", "typo").exit()).isZero();
                Ended again = muster.run("run", "typo");
                assertThat(again.exit()).as(again.err()).isZero();
                assertThat(KilledAgentIT.lines(muster.folder.resolve("ran")))
                        .hasSize(TASKS)
                        .doesNotHaveDuplicates();
            }
            assertThat(muster.run("rollcall", "typo", "--deep").exit()).isZero();
        }
    }

    @Test
    void shareOfFailuresHaltsWhileOthersAreDone() throws Exception {
        try (Muster muster = muster()) {
            muster.write(
                    "share.yml", "command: test $(({{n}} % 4)) -ne 0\ntasks: {range: 1-2000}\nhalt: {failures: 5%}\n");
            Ended run = muster.run("run", "share.yml");
            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            assertThat(run.err()).contains("tasks of stage main failed, the last of them");
            JsonNode status = muster.run("status", "share", "--json").json();
            assertThat(status.path("total").path("dead").asLong()).isBetween(100L, 450L);
            assertThat(status.path("halted").path("how").isNull()).isTrue();
        }
    }

    @Test
    void campaignMayBeLetFail() throws Exception {
        try (Muster muster = muster()) {
            muster.write("all.yml", "command: exit 3\ntasks: {range: 1-100}\nhalt: never\n");
            Ended run = muster.run("run", "all.yml");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).doesNotContain("halted");
            assertThat(muster.run("status", "all", "--json")
                            .json()
                            .at("/total/dead")
                            .asLong())
                    .isEqualTo(100);
        }
    }
}
