package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.source.Row;
import org.musterhpc.launcher.source.Source;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

/** One file, many sessions. */
class VariablesTest {
    @TempDir
    Path folder;

    @Test
    void valueStandsWhereverItIsNamed() throws IOException {
        CampaignSpec spec = read("""
                vars: {session: demo, level: 1.10}
                env: {DATA: "/data/{{session}}"}
                workdir: work/{{session}}
                command: ./x {{session}} '{{session}}' "{{session}}" {{n}} {{level}}
                inputs: ["{{session}}/{{n}}.in"]
                outputs: ["{{session}}/{{n}}.out"]
                tasks: {range: 1-2}
                """, "session=a $(b)'c\"");
        assertThat(spec.named("other").variables()).containsExactlyInAnyOrder("session", "level");
        Stage stage = spec.stages().get(0).stage();
        assertThat(((TaskCommand.Shell) stage.command()).line())
                .isEqualTo("./x 'a $(b)'\\''c\"' 'a $(b)'\\''c\"' \"a \\$(b)'c\\\"\" {{n}} 1.10");
        assertThat(stage.shell().env())
                .containsEntry("DATA", "/data/a $(b)'c\"")
                .containsEntry("MUSTER_PARAM_SESSION", "a $(b)'c\"")
                .containsEntry("MUSTER_PARAM_LEVEL", "1.10");
        assertThat(stage.shell().workdir())
                .isEqualTo(folder.resolve("work/a $(b)'c\"").toString());
        assertThat(stage.outputs()).containsExactly("a $(b)'c\"/{{n}}.out");
        assertThat(spec.stages().get(0).templates().inputs().get(0).text()).isEqualTo("a $(b)'c\"/{{n}}.in");
    }

    @Test
    void nameOfTheCampaignIsOneOfThem() throws IOException {
        String text = "campaign: scan-{{session}}\nvars: {session: demo}\ncommand: ./x\ntasks: {range: 1-2}\n";
        assertThat(read(text).name()).isEqualTo("scan-demo");
        assertThat(read(text, "session=2026-05-03").name()).isEqualTo("scan-2026-05-03");
        assertThat(problem(text, "session=a/b")).hasMessage("F:1: campaign: 'scan-a/b' cannot be a name");
    }

    @Test
    void valueIsWhatTheTextSaysAndNoTemplate() throws IOException {
        CampaignSpec spec = read("""
                vars: {a: "x{{n}}", b: "{"}
                command: ./x '{{a}}' '{{b}}{n}}' '{{b}}{{n}}' '{{{{n}}'
                outputs: ["{{a}}", "{{b}}{n}}"]
                tasks: {range: 1-1}
                """);
        StageSpec.Templates templates = spec.stages().get(0).templates();
        assertThat(templates.command().names()).containsExactly("n");
        assertThat(templates
                        .command()
                        .render(java.util.Map.of("n", com.fasterxml.jackson.databind.node.IntNode.valueOf(7))))
                .isEqualTo(new TaskCommand.Shell("./x 'x{{n}}' '{{n}}' '{7' '{{n}}'"));
        assertThat(templates.outputs())
                .allMatch(output -> output.template().names().isEmpty());
    }

    @Test
    void commandThatIsAListGetsItAsItIs() throws IOException {
        CampaignSpec spec = read("vars: {v: \"a b\"}\ncommand: [x, \"{{v}}-{{n}}\"]\ntasks: {range: 1-1}\n");
        assertThat(spec.stages().get(0).stage().command()).isEqualTo(new TaskCommand.Argv(List.of("x", "a b-{{n}}")));
    }

    @Test
    void sourcesAreNamedByIt() throws IOException {
        Files.createDirectories(folder.resolve("demo"));
        Files.writeString(folder.resolve("demo/t.csv"), "a\n1\n");
        Files.writeString(folder.resolve("demo/t.txt"), "1\n");
        Files.writeString(folder.resolve("demo/t.jsonl"), "{\"a\":1}\n");
        for (String source : List.of(
                "csv: \"{{s}}/t.csv\"",
                "lines: \"{{s}}/t.txt\"",
                "jsonl: \"{{s}}/t.jsonl\"",
                "glob: \"{{s}}/*.csv\"",
                "range: '1-{{last}}'",
                "command: 'cat {{s}}/t.txt; echo {{quoted}}'")) {
            String file = "vars: {s: demo, last: 1, quoted: \"$(id) 'x'\"}\ncommand: ./x\ntasks: {" + source + "}\n";
            Source read = read(file).stages().get(0).source();
            List<Row> rows = new ArrayList<>();
            read.rows(rows::add);
            assertThat(rows).as(source).isNotEmpty();
            if (source.startsWith("command")) {
                assertThat(rows.get(1).params().path("line").asText()).isEqualTo("$(id) 'x'");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "campaign: scan-{{sesion}} | campaign: {{sesion}}: there is no variable of that name | did you mean 'session'?; write {{{{ where two braces are meant",
                "workdir: '{{x}}' | workdir: {{x}}: there is no variable of that name | use one of: session; write {{{{ where two braces are meant",
                "env: {A: '{{sessio}}'} | env.A: {{sessio}}: there is no variable of that name | did you mean 'session'?; write {{{{ where two braces are meant",
                "outputs: '{{sesion}}' | outputs: {{sesion}}: its tasks have no 'sesion' | did you mean 'session'?",
                "outputs: '{{session' | outputs: {{ is never closed | write {{name}}, or {{{{ for two braces",
                "outputs: '{{empty}}/x' | outputs: variable 'empty' is empty, and stands in the path of a file | give it another value, or write this line otherwise",
            })
    void whatCannotBeFilledInIsRefusedWithItsLine(String line, String what, String advice) throws IOException {
        Problem problem =
                problem("vars: {session: demo, empty: ''}\n" + line + "\ncommand: ./x\ntasks: {range: 1-2}\n");
        assertThat(problem.getMessage()).isEqualTo("F:2: " + what);
        assertThat(problem.advice().replace("use one of: session, empty;", "use one of: session;"))
                .isEqualTo(advice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vars: {1x: a} | F:1: vars: '1x' cannot be a variable's name | use letters, digits and _ . -, no digit first",
                "vars: {parent: a} | F:1: vars: 'parent' is set by Muster for every task | give it another name",
                "vars: {n: a} | F:1: vars: 'n' is also a parameter of the tasks of stage 'main' (F:3) | give one of the two another name",
                "vars: {session: } | F:1: vars.session: has no value | say which: --var session=VALUE; or write one here",
                "vars: {session: [a]} | F:1: vars.session: must be a single value | write it as 'session: VALUE' on one line",
            })
    void variableThatCannotBeOneIsRefused(String vars, String what, String advice) throws IOException {
        Problem problem = problem(vars + "\ncommand: ./x\ntasks: {range: 1-2}\n");
        assertThat(problem).hasMessage(what);
        assertThat(problem.advice()).isEqualTo(advice);
    }

    @Test
    void whatIsGivenAndNobodyWantsIsRefused() throws IOException {
        String text = "vars: {session: }\ncommand: ./x {{session}}\ntasks: {range: 1-2}\n";
        assertThat(read(text, "session=a=b").stages().get(0).stage().command())
                .isEqualTo(new TaskCommand.Shell("./x 'a=b'"));
        assertThat(problem(text, "sesion=y")).hasMessage("--var sesion: F has no such variable");
        Problem unknown = problem(text, "session=x", "sesion=y");
        assertThat(unknown).hasMessage("--var sesion: F has no such variable");
        assertThat(unknown.advice()).isEqualTo("did you mean 'session'?");
        assertThat(problem("command: ./x\ntasks: {range: 1-2}\n", "session=y").advice())
                .isEqualTo("add to it: vars: {session: VALUE}, and name it as {{session}}");
        assertThat(problem(text, "session")).hasMessage("--var session: is no name and value");
        assertThat(problem(text, "session=a", "session=b")).hasMessage("--var session: is given twice");
    }

    @Test
    void parameterOfARowThatHasItsNameIsRefusedWithItsLine() throws IOException {
        Files.writeString(folder.resolve("t.jsonl"), "{\"a\":1}\n{\"session\":1}\n");
        Verification found =
                Expansion.verify(read("vars: {session: demo}\ncommand: ./x {{session}}\ntasks: {jsonl: t.jsonl}\n"));
        assertThat(found.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what())
                        .isEqualTo(folder.resolve("t.jsonl") + ":2: 'session' is also a variable of "
                                + folder.resolve("apollo.yml")));
        assertThat(problem("vars: {n: 1}\ncommand: ./x\ntasks: {list: [a]}\nladder: [{n: 2}]\n"))
                .hasMessageContaining("ladder: 'n' is also a variable of the file (line 1)");
    }

    @Test
    void whereTheShellCalculatesOnlyANumberMayStand() throws IOException {
        String text = "vars: {k: x}\ncommand: ./x $(( {{k}} + {{n}} ))\ntasks: {range: 1-2}\n";
        assertThat(problem(text))
                .hasMessage("F:2: command: variable 'k': 'x' is not a whole number, and the shell calculates with it");
        assertThat(read(text, "k=7").stages().get(0).stage().command())
                .isEqualTo(new TaskCommand.Shell("./x $(( 7 + {{n}} ))"));
    }

    @Test
    void bracesOfOthersStayInAFileWithoutVariables() throws IOException {
        Stage stage = read("command: ./x\nenv: {FORM: '{{.Names}} {{x}}'}\ntasks: {command: \"echo '{{print}}'\"}\n")
                .stages()
                .get(0)
                .stage();
        assertThat(stage.shell().env()).containsEntry("FORM", "{{.Names}} {{x}}");
    }

    @Test
    void sameFileWithOtherValuesIsAnotherCampaign() throws IOException {
        String text = "vars: {session: demo}\ncommand: ./x \"$MUSTER_PARAM_SESSION\"\ntasks: {range: 1-2}\n";
        String one =
                Expansion.run(read(text), folder.resolve("m1"), "me").campaign().digest();
        String other = Expansion.run(read(text, "session=x"), folder.resolve("m2"), "me")
                .campaign()
                .digest();
        assertThat(other).isNotEqualTo(one);
        assertThat(Expansion.run(read(text, "session=demo"), folder.resolve("m3"), "me")
                        .campaign()
                        .digest())
                .isEqualTo(one);
        assertThat(Files.readString(folder.resolve("m2/main.jsonl"))).doesNotContain("session");
    }

    private CampaignSpec read(String text, String... vars) throws IOException {
        return CampaignFile.read(Files.writeString(folder.resolve("apollo.yml"), text), List.of(vars));
    }

    private Problem problem(String text, String... vars) throws IOException {
        Problem problem = catchThrowableOfType(Problem.class, () -> read(text, vars));
        assertThat(problem).isNotNull();
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        String file = folder.resolve("apollo.yml").toString();
        return Problem.usage(problem.getMessage().replace(file, "F"), problem.advice());
    }
}
