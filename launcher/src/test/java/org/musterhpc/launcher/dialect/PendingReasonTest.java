package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.dialect.slurm.SlurmStates;

class PendingReasonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PartitionConfig",
                "PartitionTimeLimit",
                "PartitionNodeLimit",
                "PartitionDown",
                "PartitionInactive",
                "MaxMemPerLimit",
                "BadConstraints",
                "ReqNodeNotAvail, UnavailableNodes:n[1-4]",
                "ReqNodeNotAvail",
                "Nodes_required_for_job_are_DOWN,_DRAINED_or_reserved_for_jobs_in_higher_priority_partitions",
                "AccountNotAllowed",
                "InvalidAccount",
                "InvalidQOS",
                "QOSNotAllowed",
                "QOSMinCpuNotSatisfied",
                "QOSMaxWallDurationPerJobLimit",
                "AssocMaxCpuPerJobLimit",
                "AssocMaxMemoryPerJob",
                "QOSMaxCpuPerUserLimit",
                "QOSMaxJobsPerUserLimit",
                "QOSGrpCpuLimit",
                "AssocGrpCpuMinutesLimit",
                "AssocMaxJobsLimit",
                "JobHeldUser",
                "JobHeldAdmin",
                "JobHoldMaxRequeue",
                "launch failed requeued held",
                "user env retrieval failed requeued held",
                "job requeued in held state",
                "DependencyNeverSatisfied",
                "ReservationDeleted",
                "JobArrayTaskLimit",
                "Can Never Run: Insufficient amount of resource: ncpus (R: 64 A: 4 T: 4)",
                "Can Never Run: can't fit in the largest placement set, and can't span psets",
                "Not Running: Queue not started.",
                "Not Running: User has reached queue workq running job limit.",
                "Not Running: Job would exceed queue q's limit on resource ncpus",
                "Not Running: Job will cross dedicated time boundary",
                "Job held by me on Mon Nov 23 17:48:39 2026",
                "state H",
            })
    void whatAUserCanActUponHasWordsAndARemedy(String reason) {
        PendingReason meaning = PendingReason.of(reason);
        assertThat(meaning.words()).isNotBlank();
        assertThat(meaning.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Priority",
                "Resources",
                "BeginTime",
                "Reservation",
                "Licenses",
                "Dependency",
                "Not Running: Insufficient amount of resource: ncpus",
            })
    void whatOnlyTimeCuresHasWordsAlone(String reason) {
        assertThat(PendingReason.of(reason).words()).isNotBlank();
        assertThat(PendingReason.of(reason).remedy()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsLeftToTheSchedulersWord() {
        assertThat(PendingReason.of("QuantumFlux")).isEqualTo(new PendingReason("", ""));
    }

    @Test
    void whatIsOnlyHeldIsTold() {
        assertThat(PendingReason.held("JobHeldAdmin")).isTrue();
        assertThat(PendingReason.held("state H")).isTrue();
        assertThat(PendingReason.held("PartitionConfig")).isFalse();
        assertThat(PendingReason.held("Can Never Run: Insufficient amount of resource: mem"))
                .isFalse();
    }

    /** Each word that the dialect takes for one that never starts. */
    @Test
    void whateverNeverStartsHasARemedy() {
        assertThat(SlurmStates.NEVER)
                .allSatisfy(
                        reason -> assertThat(PendingReason.of(reason).remedy()).isNotBlank());
    }
}
