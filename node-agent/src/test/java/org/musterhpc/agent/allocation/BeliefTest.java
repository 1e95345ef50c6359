package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is believed of an allocation that the environment names, by the processes and groups that the kernel shows. */
class BeliefTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Map<String, String> SLURM = Map.of("SLURM_JOB_ID", "4711", "SLURM_CPUS_PER_TASK", "8");
    private static final Map<String, String> PBS = Map.of("PBS_JOBID", "13[4].vm", "NCPUS", "8");

    @TempDir
    Path proc;

    private Belief belief;

    @BeforeEach
    void setUp() throws IOException {
        belief = new Belief(proc, InstantSource.fixed(NOW));
        process("self", "java", 20, "java -jar agent");
        process("20", "bash", 1, "bash");
        process("1", "init", 0, "init");
        group("/user.slice/session-3.scope");
    }

    private void process(String pid, String name, int parent, String command) throws IOException {
        Path folder = Files.createDirectories(proc.resolve(pid));
        Files.writeString(folder.resolve("stat"), pid + " (" + name + ") S " + parent + " 1 1 0");
        Files.writeString(folder.resolve("cmdline"), command.replace(' ', '\0'));
    }

    private void group(String path) throws IOException {
        Files.writeString(proc.resolve("self/cgroup"), "0::" + path + "\n");
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return more;
    }

    @Test
    void whereNobodySpeaksOfAnAllocationThereIsNothingToDoubt() {
        assertThat(belief.objection(Map.of("PATH", "/bin"))).isNull();
        assertThat(belief.objection(Map.of("SLURM_JOB_ID", " "))).isNull();
    }

    @Test
    void variablesOfAJobThatThisProcessIsNotInAreLeftOver() {
        assertThat(belief.objection(SLURM)).isEqualTo("this process is not in job 4711, which the environment names");
        assertThat(belief.objection(PBS)).isEqualTo("this process is not in job 13[4].vm, which the environment names");
    }

    @Test
    void controlGroupOfTheJobIsProof() throws IOException {
        group("/system.slice/slurmstepd.scope/job_4711/step_batch/user/task_0");
        assertThat(belief.objection(SLURM)).isNull();
        assertThat(belief.objection(Map.of("SLURM_JOB_ID", "471")))
                .as("another's")
                .isNotNull();

        group("/pbs_jobs.service/jobid/13[4].vm");
        assertThat(belief.objection(PBS)).isNull();
    }

    @Test
    void schedulersOwnProcessAmongTheAncestorsIsProof() throws IOException {
        process("1", "slurmstepd", 0, "slurmstepd: [4711.batch]");
        assertThat(belief.objection(SLURM)).isNull();
        assertThat(belief.objection(Map.of("SLURM_JOB_ID", "4712")))
                .as("another job's")
                .isNotNull();

        process("1", "pbs_mom", 0, "/opt/pbs/sbin/pbs_mom");
        assertThat(belief.objection(PBS)).isNull();
    }

    @Test
    void nameOfAProgramMayHoldAnything() throws IOException {
        process("20", "a) S 7 (b", 1, "odd");
        process("1", "slurmstepd", 0, "slurmstepd: [4711.0]");

        assertThat(belief.objection(SLURM)).isNull();
    }

    @Test
    void jobWhoseEndHasPassedIsOver() throws IOException {
        group("/job_4711/step_0");

        assertThat(belief.objection(with(SLURM, "SLURM_JOB_END_TIME", "1799999999")))
                .isEqualTo("job 4711, which the environment names, ended at 2027-01-15T07:59:59Z");
        assertThat(belief.objection(with(SLURM, "SLURM_JOB_END_TIME", "1800000001")))
                .isNull();
        assertThat(belief.objection(with(SLURM, "SLURM_JOB_END_TIME", "Unknown")))
                .isNull();
    }

    @Test
    void nothingOfWhatIsDoubtedIsBelieved() {
        Map<String, String> all = new HashMap<>(SLURM);
        all.putAll(PBS);
        all.putAll(Map.of(
                "SLURM_MEM_PER_NODE",
                "1",
                "SLURM_JOB_END_TIME",
                "5",
                "SLURM_RESTART_COUNT",
                "1",
                "MUSTER_ALLOCATION",
                "x"));

        assertThat(new AllocationFacts(Map.of(), Belief.without(all)).read(3))
                .isEqualTo(new Allocation("", null, 3, null, null));
    }
}
