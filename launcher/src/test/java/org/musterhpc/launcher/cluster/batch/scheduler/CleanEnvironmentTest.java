package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.cluster.batch.FakeCommands;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.testkit.Ceiling;

/** What a user's profile sets for a scheduler's commands reaches none of them. */
class CleanEnvironmentTest {
    private static final List<String> PROGRAMS = List.of(
            "sbatch",
            "squeue",
            "scancel",
            "scontrol",
            "sacctmgr",
            "sinfo",
            "qsub",
            "qstat",
            "qdel",
            "qselect",
            "qalter");
    /** Names of the manuals, and one that no manual has yet. */
    private static final List<String> TAKEN = List.of(
            "SQUEUE_PARTITION",
            "SQUEUE_NOT_INVENTED_YET",
            "SBATCH_JOB_NAME",
            "SLURM_CLUSTERS",
            "SLURM_TIME_FORMAT",
            "SLURM_BITSTR_LEN",
            "SLURM_MEM_PER_NODE",
            "SCANCEL_STATE",
            "SINFO_ALL",
            "SACCT_FEDERATION",
            "SALLOC_ACCOUNT",
            "SRUN_EXPORT_ENV");

    private static final List<String> TAKEN_BY_PBS =
            List.of("PBS_DEFAULT", "PBS_SERVER", "PBS_DPREFIX", "PBS_JOBID", "PBS_NOT_INVENTED_YET");

    @TempDir
    private Path folder;

    static Stream<Dialect> dialects() {
        // Those whose programs are played here.
        return Dialects.all().stream().filter(dialect -> Set.of("slurm", "pbs").contains(dialect.name()));
    }

    private FakeCommands commands() throws IOException {
        FakeCommands commands = new FakeCommands(folder);
        for (String program : PROGRAMS) {
            commands.with(
                    program,
                    "env >> " + folder.resolve("seen") + "; echo done-$LC_ALL >> " + folder.resolve(program + ".ran"));
        }
        Stream.concat(TAKEN.stream(), TAKEN_BY_PBS.stream()).forEach(name -> commands.variable(name, "other"));
        for (String kept : List.of("SLURM_CONF", "SLURM_JWT", "PBS_CONF_FILE", "MODULEPATH", "LC_ALL")) {
            commands.variable(kept, "mine");
        }
        // As "export -f squeue" makes it in bash.
        PROGRAMS.forEach(program -> commands.variable("BASH_FUNC_" + program + "%%", "() { exit 77; }"));
        return commands.variable("TRAP", "x\nSQUEUE_PARTITION=y\n");
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void noCommandSeesThem(Dialect dialect) throws Exception {
        try (FakeCommands commands = commands()) {
            Scheduler scheduler = new Scheduler(dialect, commands, new Retries(time -> {}), Ceiling.TIME);
            scheduler.submit("/s.sh");
            scheduler.states(List.of("7[].s"));
            scheduler.lookup("name");
            scheduler.limits();
            scheduler.cancel(List.of("7[].s"));
            scheduler.facts("7[].s");
            scheduler.throttle("7[].s", 3);
            scheduler.ask(dialect.version());
            List<String> names = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("seen"))) {
                names.add(line.replaceFirst("=.*", ""));
            }
            // The line of the value that has several is no variable.
            names.removeIf(
                    name -> name.equals("SQUEUE_PARTITION") && !dialect.name().equals("slurm"));
            boolean slurm = dialect.name().equals("slurm");
            assertThat(names.stream().filter(name -> !name.equals("SQUEUE_PARTITION")))
                    .contains(slurm ? "SLURM_CONF" : "PBS_CONF_FILE", "MODULEPATH")
                    .doesNotContainAnyElementsOf(slurm ? TAKEN : TAKEN_BY_PBS);
            assertThat(Files.readAllLines(folder.resolve(slurm ? "sbatch.ran" : "qsub.ran")))
                    .as("a job has the locale of its user")
                    .startsWith("done-mine");
            assertThat(Files.readAllLines(folder.resolve(slurm ? "squeue.ran" : "qstat.ran")))
                    .isNotEmpty()
                    .allMatch("done-C"::equals);
        }
    }

    @Test
    void theWayByWhichTheSchedulerIsFoundStays() throws Exception {
        try (FakeCommands commands = commands()) {
            commands.with("squeue", "echo \"$SLURM_CONF $SLURM_JWT|${SQUEUE_PARTITION-none}\"");
            Dialect slurm = Dialects.named("slurm").orElseThrow();
            Scheduler scheduler = new Scheduler(slurm, commands, new Retries(time -> {}), Ceiling.TIME);
            assertThat(scheduler.answer(List.of("squeue")).out()).isEqualTo("mine mine|none\n");
        }
    }

    /** It passes a login shell that may be a csh. */
    @ParameterizedTest
    @MethodSource("dialects")
    void itIsOneLineThatAnyLoginShellTakes(Dialect dialect) {
        List<String> words = new CleanEnvironment(dialect.variables()).asking(List.of("squeue", "-h"));
        assertThat(words).allSatisfy(word -> assertThat(word).doesNotContain("!", "\n"));
        assertThat(CleanEnvironment.bare(words)).containsExactly("squeue", "-h");
    }
}
