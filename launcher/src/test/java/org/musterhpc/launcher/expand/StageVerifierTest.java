package org.musterhpc.launcher.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.problem.Problem;

@Timeout(120)
class StageVerifierTest {
    @TempDir
    Path folder;

    @Test
    void programIsGivenEveryTaskAndTheEnvironmentOfItsStage() throws IOException {
        Verification found = verify("""
                campaign: apollo
                vars: {session: demo}
                env: {BASE: "b.sqlite"}
                command: ./x {{n}}
                tasks: {range: 1-3}
                verify: cat > {{session}}.seen; echo "$MUSTER_CAMPAIGN $MUSTER_STAGE $BASE $MUSTER_PARAM_SESSION" > env
                """);
        assertThat(found.findings()).isEmpty();
        assertThat(folder.resolve("demo.seen")).hasContent("""
                {"id":"main/000001","stage":"main","index":1,"params":{"n":1}}
                {"id":"main/000002","stage":"main","index":2,"params":{"n":2}}
                {"id":"main/000003","stage":"main","index":3,"params":{"n":3}}
                """);
        assertThat(folder.resolve("env")).hasContent("apollo main b.sqlite demo");
    }

    @Test
    void problemsOfAllStagesAreInOneReportAndNothingIsSent() throws IOException {
        String text = """
                stages:
                  a:
                    command: ./x
                    inputs: "no/{{n}}"
                    tasks: {range: 1-1}
                    verify: sed -n 's/.*"id":"\\([^"]*\\)".*/{"id":"\\1","problem":"not in\\\\n the base","more":1}/p'
                  b:
                    command: ./x
                    after: a
                    verify: 'echo ''{"id":"b/000001","problem":"too large"}'''
                """;
        Path manifest = folder.resolve("manifest");
        Problem problem = catchThrowableOfType(Problem.class, () -> Expansion.run(read(text), manifest, "me"));
        String file = folder.resolve("c.yml").toString();
        assertThat(problem.getMessage().lines())
                .containsExactly(
                        file + ":5: input 'no/1' of task a/000001 is not there",
                        file + ":6: verify: task a/000001: not in the base",
                        file + ":10: verify: task b/000001: too large");
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        assertThat(problem.advice()).startsWith("3 problems were found and nothing was sent; ");
        assertThat(manifest).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat > seen; echo no base >&2; exit 3 | ended with status 3: no base | run it by hand in D; it ends with 0 also where it finds problems",
                "exit 4 | ended with status 4 | run it by hand in D; it ends with 0 also where it finds problems",
                "./check.py 2> /dev/null | ended with status 127 | name a program that is there and executable; it is run in D",
                "./c.yml 2> /dev/null | ended with status 126 | name a program that is there and executable; it is run in D",
                "echo all is well | line 1 of what it prints is no problem of a task: all is well | print {\"id\": …, \"problem\": …} for each problem, and nothing else, to standard output",
                "'echo; echo ''{\"id\":1,\"problem\":\"x\"}''' | line 2 of what it prints is no problem of a task: {\"id\":1,\"problem\":\"x\"} | print {\"id\": …, \"problem\": …} for each problem, and nothing else, to standard output",
                "'echo ''{\"id\":\"main/9\",\"problem\":\"x\"}''' | line 1 of what it prints names 'main/9', which is no task of stage 'main' | print ids as they are read",
                "'printf ''\\377\\376''' | line 1 of what it prints is no problem of a task: \uFFFD\uFFFD | print {\"id\": …, \"problem\": …} for each problem, and nothing else, to standard output",
            })
    void programThatFailsIsAProblemOfItsLine(String line, String what, String advice) throws IOException {
        Files.writeString(folder.resolve("c.yml"), "");
        Verification found = verify("command: ./x\ntasks: {range: 1-3}\nverify: |\n  " + line + "\n");
        assertThat(found.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.what()).isEqualTo(folder.resolve("c.yml") + ":3: verify: " + what);
            assertThat(finding.advice().replace(folder.toString(), "D")).isEqualTo(advice);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "sleep 600",
        "cat > seen; sleep 600",
        "sh -c 'sleep 600; true' < /dev/null; true",
    })
    void programThatDoesNotEndIsEndedAndTold(String line) throws IOException {
        Verification found =
                verify("command: ./x\ntasks: {range: 1-30000}\nverify: {run: \"" + line + "\", timeout: 1s}\n");
        assertThat(found.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what())
                        .isEqualTo(folder.resolve("c.yml") + ":3: verify: was not over after 00:00:01, and was ended"));
    }

    @Test
    void whoDoesNotReadToTheEndMaySoEnd() throws IOException {
        assertThat(verify("command: ./x\ntasks: {range: 1-50000}\nverify: head -n 1 > seen\n")
                        .findings())
                .isEmpty();
    }

    @Test
    void whatItLeavesBehindHoldsNothingUp() throws IOException {
        assertThat(verify("command: ./x\ntasks: {range: 1-3}\nverify: sleep 5 & exit 0\n")
                        .findings())
                .isEmpty();
    }

    @Test
    void ofManyProblemsTheFirstAreToldAndAllAreCounted() throws IOException {
        Verification found = verify("""
                command: ./x
                tasks: {range: 1-5000}
                verify: sed 's/,.*/,"problem":"bad"}/'
                """);
        assertThat(found.found()).isEqualTo(5000);
        assertThat(found.findings()).hasSize(Verification.SHOWN);
        assertThat(found.findings().get(99).what()).endsWith(":3: verify: task main/000100: bad");
    }

    @Test
    void lineWithoutAnEndIsCut() throws IOException {
        Verification found =
                verify("command: ./x\ntasks: {range: 1-3}\nverify: head -c 5000000 /dev/zero | tr '\\0' x\n");
        assertThat(found.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).endsWith("x…").hasSizeLessThan(400));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ron: ./x} | unknown key 'ron' in verify | did you mean 'run'?",
                "{timeout: 10m} | verify: names no program | write verify: ./check.py, or {run: ./check.py, timeout: 10m}",
                "{run: ./x, timeout: 0s} | verify.timeout: '0s' is no time at all | write how long it may take, such as 10m",
                "{run: ./x, timeout: 10} | verify.timeout: '10' may mean 10 seconds |",
                "\"\" | verify: is empty | write what is to be run, or leave it out",
                "[./x] | verify: must be a single value | write it as 'verify: VALUE' on one line",
            })
    void checkThatCannotBeOneIsRefused(String value, String what, String advice) {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> read("command: ./x\ntasks: {range: 1-3}\nverify: " + value + "\n"));
        assertThat(problem).hasMessageStartingWith(folder.resolve("c.yml") + ":3: " + what);
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
        if (advice != null) {
            assertThat(problem.advice()).isEqualTo(advice);
        }
    }

    @Test
    void checkChangesNoCampaign() throws IOException {
        List<String> digests = new java.util.ArrayList<>();
        for (String verify : List.of("", "verify: cat > seen\n")) {
            digests.add(Expansion.run(
                            read("command: ./x\ntasks: {range: 1-3}\n" + verify), folder.resolve("manifest"), "me")
                    .campaign()
                    .digest());
        }
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
    }

    private Verification verify(String text) throws IOException {
        return Expansion.verify(read(text));
    }

    private org.musterhpc.launcher.campaign.CampaignSpec read(String text) throws IOException {
        return CampaignFile.read(Files.writeString(folder.resolve("c.yml"), text));
    }
}
