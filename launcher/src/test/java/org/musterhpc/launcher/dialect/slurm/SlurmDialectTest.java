package org.musterhpc.launcher.dialect.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** What the machine that the captures are from cannot show: accounting, cgroups, federations. */
class SlurmDialectTest {
    private final Dialect slurm = Dialects.named("slurm").orElseThrow();

    @Test
    void unknownWordIsUnknown() {
        assertThat(one("QUANTUM", "None", "0")).isEqualTo(new AllocationState.Unknown("the state QUANTUM"));
        assertThat(one("REVOKED", "None", "0")).isInstanceOf(AllocationState.Unknown.class);
    }

    @Test
    void endsThatNeedCgroupsOrPreemptionAreTyped() {
        assertThat(one("OUT_OF_MEMORY", "OutOfMemory", "125"))
                .isEqualTo(new Ended(EndKind.OUT_OF_MEMORY, OptionalInt.of(128 + 125)));
        assertThat(one("PREEMPTED", "None", "0")).isEqualTo(new Ended(EndKind.PREEMPTED, OptionalInt.of(0)));
        assertThat(one("FAILED", "OutOfMemory", "125"))
                .isEqualTo(new Ended(EndKind.OUT_OF_MEMORY, OptionalInt.of(128 + 125)));
        assertThat(one("FAILED", "NodeDown", "0")).isEqualTo(new Ended(EndKind.NODE_FAIL, OptionalInt.of(0)));
        assertThat(one("FAILED", "JobLaunchFailure", "9")).isEqualTo(new Ended(EndKind.FAILED, OptionalInt.of(137)));
        assertThat(one("FAILED", "NonZeroExitCode", "256")).isEqualTo(new Ended(EndKind.FAILED, OptionalInt.of(1)));
        assertThat(one("BOOT_FAIL", "None", "?")).isEqualTo(new Ended(EndKind.LAUNCH_FAILED, OptionalInt.empty()));
    }

    @Test
    void limitOfAnAssociationIsNeverMet() {
        assertThat(one("PENDING", "AssocMaxWallDurationPerJobLimit", "0").toString())
                .contains("NEVER");
        assertThat(one("PENDING", "AssocGrpCpuLimit", "0").toString()).contains("WAITS");
    }

    @ParameterizedTest
    @CsvSource({
        "60, PT1H",
        "00:05:00, PT5M",
        "0-12:00, PT12H",
        "1-06, PT30H",
        "7-00:00:00, PT168H",
        "30:00, PT30M",
        "UNLIMITED, ",
    })
    void longestTimeOfAPartitionIsReadAsSlurmPrintsIt(String printed, @Nullable Duration read) {
        String out = "MaxArraySize = 1001\nPartitionName=p Default=YES MaxTime=" + printed + "\n";
        assertThat(slurm.limits(new CommandResult(0, out, ""))
                        .orElseThrow()
                        .partition("p")
                        .most()
                        .walltime())
                .isEqualTo(read);
    }

    @Test
    void idOfAFederationIsTheNumber() {
        assertThat(slurm.submitted(new CommandResult(0, "Welcome\n1234;cosma\n", "")))
                .isEqualTo(new Submitted.Accepted("1234"));
    }

    @Test
    void accountThatIsNotAllowedIsToldFromThePartition() {
        String err = "sbatch: error: Batch job submission failed: Invalid account or account/partition combination"
                + " specified\n";
        assertThat(slurm.submitted(new CommandResult(1, "", err)))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.ACCOUNT));
    }

    @Test
    void submitLimitOfTheUserIsToldFromTheAccount() {
        String err = "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates"
                + " accounting/QOS policy (job submit limit, user's size and/or time limits)\n";
        assertThat(slurm.submitted(new CommandResult(1, "", err)))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.SUBMIT_LIMIT));
    }

    @ParameterizedTest
    @CsvSource({
        "QOSMaxSubmitJobPerUserLimit, SUBMIT_LIMIT",
        "AssocGrpSubmitJobsLimit, SUBMIT_LIMIT",
        "QOSMaxWallDurationPerJobLimit, WALLTIME",
        "AssocMaxWallDurationPerJobLimit, WALLTIME",
        "QOSMaxCpuPerUserLimit, RESOURCES",
        "QOSMaxMemoryPerJob, RESOURCES",
        "AssocMaxNodePerJobLimit, RESOURCES",
        ", SUBMIT_LIMIT",
    })
    void limitThatWasReachedIsTakenFromTheLineThatNamesIt(@Nullable String limit, Refusal why) {
        String last =
                "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit,"
                        + " user's size and/or time limits)\n";
        String err = limit == null ? last : "sbatch: error: " + limit + "\n" + last;
        assertThat(slurm.submitted(new CommandResult(1, "", err)))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void partitionTellsWhatAJobMayAskFor() {
        String out = "MaxArraySize            = 1001\nPartitionName=short Default=YES MaxTime=1-00:00:00"
                + " MaxMemPerNode=4096 MaxCPUsPerNode=16 TotalCPUs=64\n"
                + "PartitionName=long MaxTime=UNLIMITED MaxMemPerNode=UNLIMITED MaxCPUsPerNode=UNLIMITED TotalCPUs=64\n";
        Limits limits = slurm.limits(new CommandResult(0, out, "")).orElseThrow();
        assertThat(limits.partition(null).most()).isEqualTo(new Limits.Most(Duration.ofDays(1), 16, 4L << 30));
        assertThat(limits.partition("long").most()).isEqualTo(Limits.Most.UNKNOWN);
    }

    @Test
    void noJobGetsMoreThanTheLargestNodeOfItsPartitionHas() {
        String out = "MaxArraySize            = 1001\nPartitionName=short Default=YES MaxMemPerNode=4096"
                + " MaxCPUsPerNode=UNLIMITED TotalCPUs=64\nPartitionName=long MaxCPUsPerNode=2 TotalCPUs=64\n"
                + "PartitionName=old TotalCPUs=1\n"
                + "#node|8|16000|short\n#node|16|2000|short\n#node|4|16000|long\n#node|4|1|old\n#node|9|9|gone\n";
        Limits limits = slurm.limits(new CommandResult(0, out, "")).orElseThrow();
        assertThat(limits.partition("short").most()).isEqualTo(new Limits.Most(null, 16, 4L << 30));
        assertThat(limits.partition("long").most()).isEqualTo(new Limits.Most(null, 2, 16_000L << 20));
        assertThat(limits.partition("old").most())
                .as("nobody has said how much memory it has")
                .isEqualTo(new Limits.Most(null, 4, null));
    }

    @Test
    void leastSubmitLimitCounts() {
        String out = "MaxArraySize            = 1001\n|500\nshort|200\nlong|\n";
        assertThat(slurm.limits(new CommandResult(0, out, "")))
                .hasValueSatisfying(limits -> assertThat(limits.submitted()).isEqualTo(200));
    }

    @Test
    void elementHasAnIdOfItsOwn() {
        assertThat(slurm.cancel(List.of("5", slurm.element("6", 3)))).containsExactly(List.of("scancel", "5", "6_3"));
    }

    private AllocationState one(String state, String reason, String status) {
        String out = "7|1|" + state + "|" + reason + "|" + status + "|\n";
        Map<String, ArrayStates> states = slurm.states(List.of("7"), new CommandResult(0, out, ""));
        return states.get("7").of(1);
    }
}
