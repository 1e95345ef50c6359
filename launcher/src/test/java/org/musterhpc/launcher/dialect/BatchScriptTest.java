package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;

/** Our templates against golden scripts in {@code golden/<dialect>-<which>.sh}, and what a site's own may do wrong. */
class BatchScriptTest {
    private static final Dialect SLURM = Dialects.named("slurm").orElseThrow();
    private static final List<String> COMMAND =
            List.of("/shared/muster/agent/1f/bin/muster-agent", "--campaign", "apollo", "--logs", "/scratch/it's here");
    private static final ArrayRequest FULL = new ArrayRequest(
            "muster-apollo-7c1e",
            new ArrayRequest.Indices(0, 199, 50),
            new ArrayRequest.Needs(Duration.ofMinutes(90), 2, 1_500L << 20, Duration.ofMinutes(1)),
            new ArrayRequest.Site(
                    Map.of("partition", "short", "queue", "workq", "account", "dp004"),
                    List.of("--exclude=node7", "-l place=scatter")),
            "/scratch/me/logs",
            COMMAND);
    private static final ArrayRequest LEAST = new ArrayRequest(
            "muster-apollo-7c1f",
            new ArrayRequest.Indices(5, 5, null),
            new ArrayRequest.Needs(null, 1, null, null),
            new ArrayRequest.Site(Map.of(), List.of()),
            "/scratch/me/logs",
            COMMAND);

    static Stream<Dialect> dialects() {
        return Dialects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void templateGivesGoldenScripts(Dialect dialect, @TempDir Path folder) throws Exception {
        BatchScript script = new BatchScript(dialect, "array.sh", template(dialect));
        isGoldenAndShellReadsIt(script.render(FULL), dialect.name() + "-full.sh", folder);
        isGoldenAndShellReadsIt(script.render(LEAST), dialect.name() + "-least.sh", folder);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyOptionOfTheSiteStandsInTheTemplate(Dialect dialect) throws IOException {
        assertThat(template(dialect))
                .contains(dialect.options().stream()
                        .map(option -> "{{" + option + "}}")
                        .toList());
    }

    /** Of two lines one counts: qsub takes the first -l select, sbatch the last --time. */
    @ParameterizedTest
    @CsvSource({
        "pbs, -l select=1:ncpus=8:model=ivy, {{select}}, templates:",
        "pbs, -l place=free -l walltime=10:00, {{walltime}}, walltime: of the cluster",
        "pbs, '-lplace=pack,mem=4gb', {{select}}, resources:",
        "pbs, -N mine, {{name}}, leave it out",
        "pbs, -q other, {{queue}}, one of the two",
        "slurm, --time=10, {{walltime}}, walltime: of the cluster",
        "slurm, --exclusive -t 10, {{walltime}}, walltime: of the cluster",
        "slurm, -Jmine, {{name}}, leave it out",
        "slurm, --array=1-3, {{array}}, elements:",
        "slurm, --mem-per-cpu=4G, {{memory}}, resources:",
        "slurm, --partition=other, {{partition}}, one of the two",
    })
    void directiveThatSaysATemplatesLineAgainIsRefused(String name, String own, String variable, String advice)
            throws IOException {
        Dialect dialect = Dialects.named(name).orElseThrow();
        BatchScript script = new BatchScript(dialect, "array.sh", template(dialect));
        ArrayRequest twice = new ArrayRequest(
                FULL.name(),
                FULL.indices(),
                FULL.needs(),
                new ArrayRequest.Site(FULL.site().options(), List.of(own)),
                FULL.logs(),
                COMMAND);
        assertThatThrownBy(() -> script.render(twice))
                .hasMessageContaining("'" + own + "' of the cluster asks again")
                .hasMessageContaining(variable)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains(advice));
        BatchScript without = new BatchScript(
                dialect, "own.sh", "#!/bin/bash\n" + dialect.directive() + " {{directive}}\nexec {{command}}\n");
        assertThat(without.render(twice)).contains(dialect.directive() + " " + own);
    }

    @ParameterizedTest
    @CsvSource({
        "pbs, -l place=scatter",
        "pbs, -W umask=022 -k oed",
        "pbs, -l select_hint=x",
        "slurm, --exclude=node7",
        "slurm, --exclusive --nice=10",
        "slurm, --licenses=a:1",
        "slurm, --mail-type=END"
    })
    void otherDirectivesAreTheSitesOwn(String name, String own) {
        assertThat(Dialects.named(name).orElseThrow().says(own)).isSubsetOf("exclude", "mail_type");
    }

    @Test
    void commandReachesTheProgramWordForWord(@TempDir Path folder) throws Exception {
        List<String> words = List.of("printf", "%s|", "a b", "it's", "$HOME", "", "`id`", "*", "\"", "x\\y", "~");
        ArrayRequest request =
                new ArrayRequest(LEAST.name(), LEAST.indices(), LEAST.needs(), LEAST.site(), LEAST.logs(), words);
        Path file = Files.writeString(
                folder.resolve("s.sh"), new BatchScript(SLURM, "array.sh", template(SLURM)).render(request));
        assertThat(run(file, "bash")).isEqualTo("a b|it's|$HOME||`id`|*|\"|x\\y|~|");
    }

    @Test
    void unknownVariableIsNamedWithFileLineAndNearest() {
        assertThatThrownBy(() -> new BatchScript(SLURM, "site/array.sh", "#!/bin/bash\n#SBATCH -p {{partitoin}}\n"))
                .isInstanceOf(Problem.class)
                .hasMessage("site/array.sh:2: unknown variable {{partitoin}}")
                .extracting(problem -> ((Problem) problem).advice())
                .asString()
                .startsWith("did you mean {{partition}}?");
        assertThatThrownBy(() -> new BatchScript(SLURM, "a.sh", "\n{{#nope}}x{{/nope}}\n"))
                .hasMessage("a.sh:2: unknown variable {{nope}}");
    }

    @Test
    void unsetValueOutsideOfADirectiveIsNamedWithFileAndLine() {
        BatchScript script = new BatchScript(SLURM, "site/array.sh", "#!/bin/bash\n\necho {{walltime}}\n");
        assertThatThrownBy(() -> script.render(LEAST))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("site/array.sh:3: {{walltime}} has no value");
        assertThat(script.render(FULL)).endsWith("echo 01:30:00\n");
    }

    @Test
    void bracesThatDoNotFitAreNamedWithFileAndLine() {
        for (String line : List.of("{{#cpus}}", "echo {{cpus", "{{/cpus}}", "{{>other}}")) {
            assertThatThrownBy(() -> new BatchScript(SLURM, "site/array.sh", "#!/bin/bash\n" + line + "\n"))
                    .as(line)
                    .isInstanceOf(Problem.class)
                    .hasMessageStartingWith("site/array.sh:2: ");
        }
    }

    @Test
    void shellWithBracesOfItsOwnIsLeftAlone() {
        String own = "a=(1 2); echo \"${#a[@]}\" ${a[0]} $((1 + 2)) '<&>'\n";
        assertThat(new BatchScript(SLURM, "array.sh", own).render(LEAST)).isEqualTo(own);
    }

    @Test
    void valueCannotBeginALineOfItsOwn() {
        BatchScript script = new BatchScript(SLURM, "array.sh", "#SBATCH -p {{partition}}\n#SBATCH {{directive}}\n");
        assertThatThrownBy(() -> script.render(site(Map.of("partition", "a\nrm -r /"), List.of())))
                .hasMessageStartingWith("array.sh:1: ");
        assertThatThrownBy(() -> script.render(site(Map.of(), List.of("--x\nrm -r /"))))
                .hasMessageStartingWith("array.sh:2: ");
    }

    @Test
    void whatTheSchedulerExpandsInAFilesNameIsWrittenSoThatItStays() {
        BatchScript slurm = new BatchScript(SLURM, "a.sh", """
                #SBATCH -o {{logs}}/%A_%a.out
                #SBATCH --error={{logs}}/%A.err
                #SBATCH --account={{account}}
                ls {{logs}}
                """);
        assertThat(slurm.render(logs("/data/50%A", Map.of("account", "5%a")))).isEqualTo("""
                #SBATCH -o /data/50%%A/%A_%a.out
                #SBATCH --error=/data/50%%A/%A.err
                #SBATCH --account=5%a
                ls /data/50%A
                """);
    }

    @Test
    void whatCannotBeWrittenSoIsRefusedByItsKey() {
        Dialect pbs = Dialects.named("pbs").orElseThrow();
        BatchScript script = new BatchScript(pbs, "a.sh", "#PBS -o {{logs}}/\n#PBS -q {{queue}}\n");
        for (String path :
                List.of("/data/^array_index^", "/data/$USER", "/data/a:b", "/data/a,b", "/data/a b", "/a\tb")) {
            assertThatThrownBy(() -> script.render(logs(path, Map.of("queue", "q"))))
                    .as(path)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.advice()).contains("remote_dir:"))
                    .hasMessageStartingWith(
                            "a.sh:1: '" + path.strip().replace('\t', ' ') + "' cannot be the value of {{logs}}");
        }
        assertThatThrownBy(() -> script.render(logs("/data", Map.of("queue", "a\nb"))))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).contains("queue: of the cluster"));
        assertThat(script.render(logs("/data/50%A", Map.of("queue", "q@s")))).contains("-o /data/50%A/", "-q q@s");
    }

    private static ArrayRequest logs(String logs, Map<String, String> options) {
        return new ArrayRequest(
                LEAST.name(),
                LEAST.indices(),
                LEAST.needs(),
                new ArrayRequest.Site(options, List.of()),
                logs,
                LEAST.command());
    }

    private static ArrayRequest site(Map<String, String> options, List<String> directives) {
        return new ArrayRequest(
                LEAST.name(),
                LEAST.indices(),
                LEAST.needs(),
                new ArrayRequest.Site(options, directives),
                LEAST.logs(),
                LEAST.command());
    }

    private static void isGoldenAndShellReadsIt(String script, String golden, Path folder) throws Exception {
        try (InputStream in = BatchScriptTest.class.getResourceAsStream("/golden/" + golden)) {
            String expected =
                    in == null ? "no golden/" + golden : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(script).as(golden).isEqualTo(expected);
        }
        assertThat(run(Files.writeString(folder.resolve(golden), script), "bash", "-n"))
                .isEmpty();
    }

    private static String run(Path script, String... shell) throws Exception {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(shell), Stream.of(script.toString()))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    private static String template(Dialect dialect) throws IOException {
        String path = "/" + dialect.name() + "-templates/array.sh";
        try (InputStream in = Objects.requireNonNull(BatchScriptTest.class.getResourceAsStream(path), path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
