package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationFactsTest {
    private static final int PROCESSORS = 7;
    private static final Map<String, String> SLURM = Map.of(
            "SLURM_JOB_ID", "101",
            "SLURM_ARRAY_JOB_ID", "99",
            "SLURM_ARRAY_TASK_ID", "3",
            "SLURM_CPUS_PER_TASK", "4",
            "SLURM_MEM_PER_NODE", "2048",
            "SLURM_JOB_END_TIME", "1700000000");

    private static Allocation read(Map<String, String> options, Map<String, String> environment) {
        return new AllocationFacts(options, environment).read(PROCESSORS);
    }

    @Test
    void outsideOfAnAllocationNothingIsKnown() {
        Allocation none = read(Map.of(), Map.of("NCPUS", "3", "HOSTNAME", "n1"));

        assertThat(none).isEqualTo(new Allocation("", null, PROCESSORS, null, null));
        assertThat(none.mayHaveRunBefore()).isFalse();
    }

    @Test
    void slurmSaysItAll() {
        Allocation first = read(Map.of(), SLURM);

        assertThat(first).isEqualTo(new Allocation("99_3", 0, 4, 1_700_000_000L, 2L << 30));
        assertThat(first.mayHaveRunBefore()).isFalse();
        Map<String, String> again = new HashMap<>(SLURM);
        again.put("SLURM_RESTART_COUNT", "2");
        assertThat(read(Map.of(), again).restarts()).isEqualTo(2);
        assertThat(read(Map.of(), again).mayHaveRunBefore()).isTrue();
    }

    @Test
    void slurmJobThatIsNoArrayHasItsPlainId() {
        assertThat(read(Map.of(), Map.of("SLURM_JOB_ID", "101")).id()).isEqualTo("101");
    }

    @Test
    void pbsSaysLessAndDoesNotCountRestarts() {
        Allocation pbs = read(Map.of(), Map.of("PBS_JOBID", "13[4].vm", "NCPUS", "3"));

        assertThat(pbs).isEqualTo(new Allocation("13[4].vm", null, 3, null, null));
        assertThat(pbs.mayHaveRunBefore()).isTrue();
    }

    @Test
    void optionsGoBeforeOurVariableAndThatBeforeTheScheduler() {
        Map<String, String> environment = new HashMap<>(SLURM);
        environment.put("MUSTER_ALLOCATION", "mine");
        assertThat(read(Map.of(), environment).id()).isEqualTo("mine");

        Allocation told = read(
                Map.of(
                        "--allocation", "told",
                        "--restart", "1",
                        "--cpus", "2",
                        "--memory", "1.5G",
                        "--ends", "1800000000"),
                environment);
        assertThat(told).isEqualTo(new Allocation("told", 1, 2, 1_800_000_000L, 3L << 29));
    }

    @Test
    void whatASchedulerSaysInAWayThatWeDoNotKnowIsNotSaid() {
        Allocation odd = read(
                Map.of("--ends", "", "--memory", ""),
                Map.of(
                        "SLURM_JOB_ID", "5",
                        "SLURM_ARRAY_JOB_ID", "4",
                        "SLURM_ARRAY_TASK_ID", "",
                        "SLURM_CPUS_PER_TASK", "4(x2)",
                        "SLURM_MEM_PER_NODE", "0",
                        "SLURM_JOB_END_TIME", "Unknown"));

        assertThat(odd).isEqualTo(new Allocation("5", 0, PROCESSORS, null, null));
    }

    @Test
    void agentIsNamedAfterItsAllocation() {
        assertThat(read(Map.of(), Map.of("PBS_JOBID", "13[4].vm")).agentName("site a", "n1", 17))
                .isEqualTo("site_a-13_4_.vm-n1-17");
        assertThat(read(Map.of(), SLURM).agentName("cosma", "n1", 17)).isEqualTo("cosma-99_3-n1-17");
        assertThat(read(Map.of(), Map.of()).agentName("local", "n1", 17)).isEqualTo("n1-17");
    }
}
