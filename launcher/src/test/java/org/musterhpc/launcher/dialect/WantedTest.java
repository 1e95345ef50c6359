package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** What was asked for, and what a scheduler says has become of it. Lines of answers are of Slurm 22.05 and OpenPBS 23.06. */
class WantedTest {
    private static final Dialect SLURM = Dialects.named("slurm").orElseThrow();
    private static final Dialect PBS = Dialects.named("pbs").orElseThrow();
    private static final String JOB = "JobId=%s ArrayJobId=3 ArrayTaskId=1-5%%1 ArrayTaskThrottle=1 JobName=%s"
            + " UserId=root(0) JobState=%s Reason=None RunTime=00:00:00 TimeLimit=%s TimeMin=N/A Partition=%s"
            + " AllocNode:Sid=vm:1%n";

    private static Facts facts(String name, String queue, @Nullable Duration walltime) {
        return new Facts(name, Set.of(queue), walltime, true);
    }

    @Test
    void directivesAreReadHoweverTheyAreWritten() {
        Wanted wanted = new Wanted(Set.of("m-a-1"), Set.of("short", "long"), Set.of(Duration.ofMinutes(90)));
        assertThat(SLURM.wanted("""
                #!/bin/bash
                #SBATCH --job-name=m-a-1
                #SBATCH --partition short,long
                #SBATCH --requeue --time=01:30:00
                #SBATCH --nodes=1
                exec x --time=0:1:2
                """)).isEqualTo(wanted);
        assertThat(SLURM.wanted("#SBATCH -J m-a-1 -pshort,long\n#SBATCH -t 1:30:00\n"))
                .isEqualTo(wanted);
        assertThat(PBS.wanted("""
                #PBS -N m-a-1
                #PBS -r y
                #PBS -q short@server
                #PBS -q long
                #PBS -l select=1:ncpus=2
                #PBS -l place=free,walltime=01:30:00
                """)).isEqualTo(wanted);
    }

    @Test
    void whatWeDoNotReadIsNotCompared() {
        assertThat(SLURM.wanted("#SBATCH --time=01:00:00\n#SBATCH --time=10\n").walltimes())
                .isEmpty();
        assertThat(SLURM.wanted("echo\n")).isEqualTo(Wanted.NOTHING);
    }

    @Test
    void eachDifferenceIsTold() {
        Wanted wanted = new Wanted(Set.of("m-a-1"), Set.of("short"), Set.of(Duration.ofMinutes(90)));
        assertThat(wanted.missed(facts("m-a-1", "short", Duration.ofMinutes(90))))
                .isEmpty();
        assertThat(wanted.missed(facts("mine", "debug", Duration.ofMinutes(2))))
                .containsExactly(
                        "its name is mine, not m-a-1",
                        "its partition or queue is debug, not short",
                        "its walltime is 00:02:00, not 01:30:00");
        assertThat(wanted.missed(facts("m-a-1", "short", null)))
                .containsExactly("its walltime is without limit, not 01:30:00");
        assertThat(Wanted.NOTHING.missed(facts("x", "y", null))).isEmpty();
    }

    /** Slurm counts in minutes. */
    @Test
    void aPartOfAMinuteMoreIsAsAskedFor() {
        Wanted wanted = new Wanted(Set.of(), Set.of(), Set.of(Duration.ofSeconds(90)));
        assertThat(wanted.missed(facts("", "", Duration.ofMinutes(2)))).isEmpty();
        assertThat(wanted.missed(facts("", "", Duration.ofMinutes(1)))).hasSize(1);
        assertThat(wanted.missed(facts("", "", Duration.ofMinutes(3)))).hasSize(1);
    }

    @Test
    void slurmTellsWhatAnArrayIs() {
        String running = JOB.formatted("4", "m-a-1", "RUNNING", "1-00:00:00", "short,long");
        String over = JOB.formatted("3", "m-a-1", "COMPLETED", "1-00:00:00", "short,long");
        assertThat(SLURM.facts("3", new CommandResult(0, over + running, "")))
                .contains(new Facts("m-a-1", Set.of("short", "long"), Duration.ofDays(1), true));
        assertThat(SLURM.facts("3", new CommandResult(0, over, ""))
                        .orElseThrow()
                        .live())
                .isFalse();
        assertThat(SLURM.facts("3", new CommandResult(1, "", "slurm_load_jobs error: Invalid job id specified\n")))
                .contains(Facts.NONE);
        assertThat(SLURM.facts(
                        "3", new CommandResult(1, "", "slurm_load_jobs error: Unable to contact slurm controller\n")))
                .isEmpty();
        assertThat(SLURM.facts("3", new CommandResult(0, "", ""))).isEmpty();
        assertThat(SLURM.facts("3", new CommandResult(CommandResult.NONE, over, "")))
                .isPresent();
    }

    @Test
    void pbsTellsWhatAnArrayIsAndWhereItWasSent() {
        String json = """
                {"Jobs":{"17[].vm":{"Job_Name":"m-a-1","job_state":"%s","queue":"workq",
                 "Resource_List":{"ncpus":1,"walltime":"01:30:00"},"Variable_List":{"PBS_O_QUEUE":"route"}}}}
                """;
        assertThat(PBS.facts("17[].vm", new CommandResult(0, json.formatted("B"), "")))
                .contains(new Facts("m-a-1", Set.of("workq", "route"), Duration.ofMinutes(90), true));
        assertThat(PBS.facts("17[].vm", new CommandResult(0, json.formatted("F"), ""))
                        .map(Facts::live))
                .isEqualTo(Optional.of(false));
        assertThat(PBS.facts("17[].vm", new CommandResult(153, "{}", "qstat: Unknown Job Id 17[].vm")))
                .contains(Facts.NONE);
        assertThat(PBS.facts("17[].vm", new CommandResult(255, "", "Connection refused")))
                .isEmpty();
        assertThat(PBS.facts("17[].vm", new CommandResult(0, "half {", ""))).isEmpty();
        assertThat(PBS.facts("221", new CommandResult(2, "", "Unknown option: F\n")))
                .isEmpty();
    }
}
