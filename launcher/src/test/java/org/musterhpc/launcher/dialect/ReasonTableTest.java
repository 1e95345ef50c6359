package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.dialect.registry.Dialects;

class ReasonTableTest {
    /** With these {@code run} gives up: whoever adds one has to be sure that it never ends by waiting. */
    private static final Set<String> NEVER_ON_SLURM = Set.of(
            "BadConstraints",
            "PartitionTimeLimit",
            "PartitionNodeLimit",
            "PartitionConfig",
            "MaxMemPerLimit",
            "AccountNotAllowed",
            "QOSNotAllowed",
            "InvalidAccount",
            "InvalidQOS",
            "DependencyNeverSatisfied",
            "ReservationDeleted",
            "ReservationInvalid",
            "InvalidReservation",
            "QOSMin*",
            "QOSMaxWallDurationPerJobLimit",
            "QOSMaxCpuPerJobLimit",
            "QOSMaxMemoryPerJob",
            "QOSMaxNodePerJobLimit",
            "QOSMaxCpuMinutesPerJobLimit",
            "QOSMaxCpuPerNode",
            "QOSMaxMemoryPerNode",
            "QOSMaxGRESPerJob",
            "QOSMaxGRESPerNode",
            "AssocMaxWallDurationPerJobLimit",
            "AssocMaxCpuPerJobLimit",
            "AssocMaxMemPerJob",
            "AssocMaxMemoryPerJob",
            "AssocMaxNodePerJobLimit",
            "AssocMaxCpuMinutesPerJobLimit",
            "AssocMaxCpuPerNode",
            "AssocMaxMemPerNode",
            "AssocMaxMemoryPerNode",
            "AssocMaxGRESPerJob",
            "AssocMaxGRESPerNode");

    static Stream<Dialect> dialects() {
        return Dialects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyRowIsFoundByEachOfItsReasons(Dialect dialect) {
        ReasonTable table = dialect.reasons();
        assertThat(table.rows()).isNotEmpty();
        for (ReasonTable.Row row : table.rows()) {
            for (String reason : row.reasons()) {
                String such = reason.replace("*", "").replace('?', '_');
                assertThat(table.find(such)).as(reason).contains(row.meaning());
                assertThat(Dialects.meaning(such)).as(reason).isEqualTo(row.meaning());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyRowSaysWhatItMeansAndWhatNeverEndsByWaitingHasARemedy(Dialect dialect) {
        for (ReasonTable.Row row : dialect.reasons().rows()) {
            PendingReason meaning = row.meaning();
            assertThat(meaning.words()).as(row.toString()).isNotBlank().hasSizeLessThan(100);
            assertThat(meaning.words() + meaning.remedy()).doesNotContain("|").doesNotEndWith(".");
            assertThat(meaning.remedy()).hasSizeLessThan(140);
            if (meaning.prospect() != Prospect.WAITS) {
                assertThat(meaning.remedy()).as(row.toString()).isNotBlank();
            }
        }
    }

    @Test
    void runGivesUpWithTheseAlone() {
        Set<String> never = new TreeSet<>();
        Dialects.named("slurm").orElseThrow().reasons().rows().stream()
                .filter(row -> row.meaning().prospect() == Prospect.NEVER)
                .forEach(row -> never.addAll(row.reasons()));
        assertThat(never).containsExactlyInAnyOrderElementsOf(NEVER_ON_SLURM);
        assertThat(Dialects.named("pbs").orElseThrow().reasons().rows())
                .filteredOn(row -> row.meaning().prospect() == Prospect.NEVER)
                .flatExtracting(ReasonTable.Row::reasons)
                .allMatch(reason -> reason.startsWith("Can Never Run"));
    }

    /** Each that {@code job_reason_codes.html} has for a job that waits. */
    @Test
    void everyReasonOfSlurmHasWords() {
        String amounts = "AssocGrp QOSGrp";
        String kinds = "BB Billing CPU Energy GRES License Mem Memory Node Unknown";
        for (String of : amounts.split(" ", -1)) {
            for (String kind : kinds.split(" ", -1)) {
                for (String form : List.of("", "Limit", "Minutes", "MinutesLimit", "RunMinutes", "RunMinutesLimit")) {
                    PendingReason meaning = Dialects.meaning(of + kind + form);
                    assertThat(meaning.words()).as(of + kind + form).isNotBlank();
                    assertThat(meaning.prospect()).isEqualTo(Prospect.WAITS);
                    assertThat(meaning.words().contains("used up")).isEqualTo(form.startsWith("Minutes"));
                }
            }
        }
        for (String kind : kinds.split(" ", -1)) {
            for (String form : List.of(
                    "QOSMax%sPerUser",
                    "QOSMax%sPerJob",
                    "AssocMax%sPerJob",
                    "QOSMax%sPerNode",
                    "AssocMax%sPerNode",
                    "QOSMax%sMinutesPerJob",
                    "AssocMax%sMinutesPerJob",
                    "Max%sPerAccount",
                    "QOSMin%s")) {
                assertThat(Dialects.meaning(form.formatted(kind)).words())
                        .as(form + kind)
                        .isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReqNodeNotAvail, UnavailableNodes:n[1-4]",
                "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions",
                "Nodes_required_for_job_are_DOWN,_DRAINED_or_reserved_for_jobs_in_higher_priority_partitions",
                "launch failed requeued held",
                "user env retrieval failed requeued held",
                "job requeued in held state",
                "Can Never Run: Insufficient amount of resource: ncpus (R: 64 A: 4 T: 4)",
                "Can Never Run: can't fit in the largest placement set, and can't span psets",
                "Not Running: Queue not started.",
                "Not Running: User has reached queue workq running job limit.",
                "Not Running: Job would exceed queue q's limit on resource ncpus",
                "Not Running: would exceed user me's limit on resource ncpus in complex",
                "Not Running: Queue workq per-group limit reached on resource ngpus",
                "Not Running: Server job limit has been reached.",
                "Not Running: would exceed overall limit on resource ncpus in queue workq",
                "Not Running: Number of concurrent running subjobs limit reached",
                "Not Running: Job would conflict with reservation or top job",
                "Not Running: Job would cross dedicated time boundary",
                "Not Running: Job will run in primetime only",
                "Not Running: PBS Error: Execution server rejected request",
                "Job held by me on Mon Nov 23 17:48:39 2026",
                "Job Array Held",
                "state H",
                "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT",
            })
    void whatSchedulersWriteHasWordsAndARemedy(String reason) {
        PendingReason meaning = Dialects.meaning(reason);
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
                "Not Running: Host set host=vm has too few free resources",
                "Not Running: Job would break strict sorted order",
            })
    void whatOnlyTimeCuresHasWordsAlone(String reason) {
        assertThat(Dialects.meaning(reason).words()).isNotBlank();
        assertThat(Dialects.meaning(reason).remedy()).isEmpty();
    }

    @Test
    void whatIsNotKnownIsLeftToTheSchedulersWord() {
        assertThat(Dialects.meaning("QuantumFlux")).isEqualTo(PendingReason.UNKNOWN);
        assertThat(Dialects.meaning("").words()).isEmpty();
        assertThat(PendingReason.UNKNOWN.said("QuantumFlux")).isEqualTo("QuantumFlux");
        assertThat(Dialects.meaning("Priority").said("Priority")).isEqualTo("Priority (others go before it)");
    }

    @Test
    void whatIsHeldIsTold() {
        for (String held : List.of("JobHeldAdmin", "JobHeldUser", "JobHoldMaxRequeue", "state H", "job_held_state")) {
            assertThat(Dialects.meaning(held).held()).as(held).isTrue();
        }
        assertThat(Dialects.meaning("PartitionConfig").held()).isFalse();
        assertThat(Dialects.meaning("Can Never Run: Insufficient amount of resource: mem")
                        .held())
                .isFalse();
    }

    @Test
    void aTableIsReadRowByRow() {
        ReasonTable table =
                ReasonTable.read("# why\n\nA b\nC*\n  never\n  it is so\n  do this\n\n\nD\n  waits\n  so\n  wait\n");
        assertThat(table.rows()).hasSize(2);
        assertThat(table.find("a B")).contains(new PendingReason(Prospect.NEVER, "it is so", "do this"));
        assertThat(table.find("cd\ne")).isEqualTo(table.find("A b"));
        assertThat(table.find("D")).contains(new PendingReason(Prospect.WAITS, "so", ""));
        assertThat(table.find("xC")).isEqualTo(Optional.empty());
        for (String bad : List.of("A\n  never\n  it is so\n", "  never\n  so\n  do\n", "A\n  at times\n  so\n  do\n")) {
            assertThatThrownBy(() -> ReasonTable.read(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
