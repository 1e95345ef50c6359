package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.problem.Problem;

/** Every bad input is answered by one line of what and where, one line of what to do, exit status 2 and no manifest. */
class BadInputTest {
    @TempDir
    Path folder;

    @Test
    void unknownKeyNamesTheNearest() throws IOException {
        refused("""
                stages:
                  match:
                    command: ./match.sh {{n}}
                    tasks: {range: 1-3}
                    walltme: 10m
                """, "F:5: unknown key 'walltme' in stage 'match'", "did you mean 'walltime'?");
    }

    @Test
    void unknownKeyAtTheTopNamesTheNearest() throws IOException {
        refused("""
                comand: ./match.sh {{n}}
                tasks: {range: 1-3}
                """, "F:1: unknown key 'comand' at the top of the file", "did you mean 'command'?");
    }

    /** Keys as other tools call them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cmd: x                       | did you mean 'command'?
            timeout: 5m                  | did you mean 'walltime'?
            mem: 4G                      | write resources: {memory: …}
            cpus: 4                      | write resources: {cpus: …}
            retries: 2                   | write retry: {max_attempts: …} (the first attempt counts, too)
            retry: {max_retries: 2}      | did you mean 'max_attempts'? (the first attempt counts, too)
            retry: {on: {timeout: same}} | did you mean 'walltime'?
            depends-on: a                | did you mean 'after'?
            <<: {walltime: 5m}           | write the keys out: YAML 1.2 merges no maps; an alias stands for a whole value
            """)
    void keyOfAnotherToolLeadsToOurs(String line, String advice) throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, "command: ./match.sh {{n}}\ntasks: {range: 1-3}\n" + line + "\n");
        Problem problem = catchThrowableOfType(Problem.class, () -> CampaignFile.read(file));
        assertThat(problem).hasMessageContaining("c.yml:3: unknown key");
        assertThat(problem.advice()).isEqualTo(advice);
    }

    @Test
    void exclamationMarkThatYamlWouldDropIsRefused() throws IOException {
        refused(
                """
                tasks: {range: 1-3}
                command: ! grep -q x f.{{n}}
                """,
                "F:2: '!' at the beginning of a value is a tag to YAML, and no part of it",
                "put the whole value in quotes, with the ! in it");
    }

    @Test
    void tagsOfYamlItselfAreTaken() throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, "command: !!str ./match.sh {{n}}\ntasks: {range: 1-3}\n");
        assertThat(CampaignFile.read(file)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            command: {{n}}                | put it in quotes: {{…}} without them is a map to YAML
            command: [echo, {{n}}]        | put it in quotes: {{…}} without them is a map to YAML
            command: {{n}} x              | put the value that holds {{…}} in quotes, as in "out/{{id}}.txt"
            outputs: [out/{{n}}]          | put the value that holds {{…}} in quotes, as in "out/{{id}}.txt"
            tasks: {glob: *.png}          | put the value in quotes: * at its beginning means something else in YAML
            tasks: {glob: **/*.png}       | put the value in quotes: * at its beginning means something else in YAML
            command: @x                   | put the value in quotes: @ at its beginning means something else in YAML
            command: %x                   | put the value in quotes: % at its beginning means something else in YAML
            """)
    void valueThatWantsQuotesIsTold(String line, String advice) throws IOException {
        Path file = folder.resolve("c.yml");
        Files.writeString(file, line + "\n");
        Problem problem = catchThrowableOfType(Problem.class, () -> CampaignFile.read(file));
        assertThat(problem).hasMessageContaining("c.yml:1: ");
        assertThat(problem.advice()).isEqualTo(advice);
    }

    @Test
    void secondDocumentIsToldAsSuch() throws IOException {
        refused("""
                command: ./match.sh {{n}}
                tasks: {range: 1-3}
                ---
                command: ./other.sh
                """, "F:3: begins a second document ('---')", "keep one, or make a file of each");
    }

    @Test
    void duplicateKeyNamesBothLines() throws IOException {
        refused(
                """
                command: ./match.sh {{n}}
                tasks: {range: 1-3}
                command: ./other.sh
                """,
                "F:3: duplicate key 'command' at the top of the file",
                "remove one of the two; the other is on line 1");
    }

    @Test
    void missingColumnNamesTheColumnsThereAre() throws IOException {
        csv("image1,image2\na,b\n");
        refused(
                """
                command: ./match.sh {{imge1}} {{image2}}
                tasks: {csv: edges.csv}
                """,
                "F:1: command: {{imge1}}: D/edges.csv:1 has no column 'imge1', only image1, image2",
                "did you mean 'image1'?");
    }

    @Test
    void raggedRowNamesItsLine() throws IOException {
        csv("a,b\n1,2\n\n\"x\ny\",3\n4\n");
        refused(
                """
                command: ./match.sh {{a}}
                tasks: {csv: edges.csv}
                """,
                "D/edges.csv:6: the row has 1 field, the header has 2",
                "give it 2, and put a value that holds a comma in quotes");
    }

    @Test
    void unclosedQuoteNamesTheLineWhereItsRowStarts() throws IOException {
        csv("a,b\n1,2\n3,\"abc\n4,5\n6,7\n");
        refused(
                """
                command: ./match.sh {{a}}
                tasks: {csv: edges.csv}
                """,
                "D/edges.csv:3: unclosed quote starting on line 3",
                "close it; a quote inside of quotes is written \"\"");
    }

    @Test
    void sourceWithoutTasksIsRefused() throws IOException {
        csv("a,b\n");
        refused("""
                command: ./match.sh {{a}}
                tasks: {csv: edges.csv}
                """, "D/edges.csv: has no rows below its header", "write a row a task into it");
    }

    @Test
    void patternWithoutFilesIsRefused() throws IOException {
        refused("""
                command: ./match.sh {{path}}
                tasks: {glob: "img/*.png"}
                """, "F:2: no file matches 'img/*.png'", "check the pattern; it is relative to " + folder);
    }

    @Test
    void walltimeThatIsNoneIsRefused() throws IOException {
        refused("""
                command: ./match.sh {{n}}
                walltime: abc
                tasks: {range: 1-3}
                """, "F:2: walltime: 'abc' is not a duration", "write 10m, 600s, 2h, HH:MM:SS or D-HH:MM:SS");
    }

    @Test
    void walltimeOfZeroIsRefused() throws IOException {
        refused("""
                command: ./match.sh {{n}}
                tasks: {range: 1-3}
                walltime: 0
                """, "F:3: walltime: '0' is no time at all", "write how long a task may take, such as 10m");
    }

    @Test
    void campaignNameWithBlanksOrBracesIsRefused() throws IOException {
        for (String name : new String[] {"my campaign", "a{b}"}) {
            refused(
                    "campaign: \"" + name + "\"\ncommand: ./match.sh {{n}}\ntasks: {range: 1-3}\n",
                    "F:1: campaign: '" + name + "' cannot be a name",
                    "use 1 to 100 letters, digits and _ . - (the first a letter, a digit or _)");
        }
    }

    @Test
    void fileThatIsNotYamlIsRefused() throws IOException {
        refused(
                "command: [a, b\ntasks: {range: 1-3}\n",
                "F:2: is not YAML: expected ',' or ']', but got :",
                "look at column 6 of that line, and at the one before it (indentation, quotes, colons)");
        refused(
                "hello world\n",
                "F:1: is not a campaign file: it has no keys",
                "write 'command: …' and 'tasks: …' lines");
        refused(
                "command: x\nbell: \u0007\n",
                "F:2: is not YAML: a character that no text has (code 7)",
                "write it as YAML, one 'key: value' a line; docs/campaign-file.md has examples");
    }

    @Test
    void bombIsRefused() throws IOException {
        StringBuilder many = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char level = 'b'; level < 'j'; level++) {
            String below = "*" + (char) (level - 1);
            many.append(level + ": &" + level + " [" + (below + ", ").repeat(8) + below + "]\n");
        }
        refused(
                many.toString(),
                "F: cannot be read as YAML: Number of aliases for non-scalar nodes exceeds the specified max=50",
                "write values out instead of aliasing them, and put long lists of tasks into a file of their own");
        StringBuilder few = new StringBuilder("a: &a [" + "x, ".repeat(100) + "x]\n");
        for (char level = 'b'; level < 'h'; level++) {
            String below = "*" + (char) (level - 1);
            few.append(level + ": &" + level + " [" + (below + ", ").repeat(6) + below + "]\n");
        }
        Problem problem = problem(few.toString());
        assertThat(problem).hasMessageContaining("aliases make this file more than a million values");
    }

    @Test
    void valueThatHoldsItselfIsRefused() throws IOException {
        refused("command: &a [x, *a]\n", "F:1: a value holds itself through an alias", "write the value out");
    }

    @Test
    void variableThatNoShellReadsIsToldSo() throws IOException {
        refused(
                "command: x {{n}}\ntasks: {range: 1-3}\nenv:\n  PATH: \"$HOME/bin:$PATH\"\n",
                "F:4: env: PATH would be '$HOME/bin:$PATH' as it stands there: no shell reads it, and no program would be"
                        + " found",
                "write it into setup: export PATH=\"$HOME/bin:$PATH\"");
        refused(
                "command: x {{n}}\ntasks: {range: 1-3}\nenv: {LONG: " + "x".repeat(140_000) + "}\n",
                "F:3: env: LONG is longer than Linux lets a variable be (128 KiB)",
                "hand it over in a file");
    }

    @Test
    void waitForOutputsNeedsOutputsAndTime() throws IOException {
        refused(
                "command: x {{n}}\ntasks: {range: 1-3}\noutputs_wait: 30s\n",
                "F:3: outputs_wait: there are no outputs to wait for",
                "add a line: outputs: [FILE], or remove it");
        refused(
                "command: x {{n}}\ntasks: {range: 1-3}\noutputs: o\nwalltime: 30s\noutputs_wait: 30s\n",
                "F:5: outputs_wait: '30s' is no less than the walltime, in which it has to be over",
                "write a shorter time, or a longer walltime");
    }

    @Test
    void parentOfATaskThatFollowsNoneIsRefused() throws IOException {
        refused(
                "command: x\noutputs: [\"out/{{parent_key}}\"]\ntasks: {range: 1-3}\n",
                "F:2: outputs: {{parent_key}}: stage 'main' follows no other, so its tasks have no parent",
                "remove it, or add a line: after: STAGE");
        refused(
                """
                stages:
                  a: {command: x, tasks: {range: 1-3}}
                  b:
                    after: {stage: a, all: true}
                    command: x {{parent}}
                """,
                "F:5: command: {{parent}}: stage 'b' waits for the whole of 'a', so its tasks have no parent",
                "remove it, or write after: a, for a task each");
    }

    @Test
    void itemsOfATaskThatWaitsForNoGroupAreRefused() throws IOException {
        refused(
                "command: x {{items}}\ntasks: {range: 1-3}\n",
                "F:1: command: {{items}}: tasks of stage 'main' wait for no group, so they have no items",
                "remove it, or write after: {stage: STAGE, group: PARAMETER}");
    }

    @Test
    void nameThatEveryTaskHasIsSuggested() throws IOException {
        refused(
                "command: x {{capmaign}}\ntasks: {range: 1-3}\n",
                "F:1: command: {{capmaign}}: its tasks have no 'capmaign'",
                "did you mean 'campaign'?");
        refused("""
                stages:
                  a: {command: x, tasks: {range: 1-3}}
                  b: {after: a, command: "x {{parnt_key}}"}
                """, "F:3: command: {{parnt_key}}: its tasks have no 'parnt_key'", "did you mean 'parent_key'?");
    }

    private void csv(String text) throws IOException {
        Files.writeString(folder.resolve("edges.csv"), text);
    }

    private void refused(String text, String what, String advice) throws IOException {
        Problem problem = problem(text);
        String file = folder.resolve("apollo.yml").toString();
        assertThat(problem.getMessage().replace(file, "F").replace(folder.toString(), "D"))
                .isEqualTo(what);
        assertThat(problem.advice()).isEqualTo(advice);
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
    }

    private Problem problem(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("apollo.yml"), text);
        Path manifest = folder.resolve("manifest");
        Problem problem =
                catchThrowableOfType(Problem.class, () -> Expansion.run(CampaignFile.read(file), manifest, "me"));
        assertThat(problem).isNotNull();
        assertThat(manifest.resolve("main.jsonl")).doesNotExist();
        return problem;
    }
}
