package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** What a user gets wrong: one line what and where, one line what to do, status 2, nothing sent. */
class BadInputIT {
    private static Muster muster;

    @BeforeAll
    static void open() {
        muster = new Muster();
        muster.write("ragged.csv", "a,b\n1,2\n3\n");
        muster.write("quote.csv", "a,b\n1,2\n3,\"open\n5,6\n");
        muster.write("good.csv", "a,b\n1,2\n");
        muster.write("empty.txt", "");
    }

    @AfterAll
    static void close() {
        muster.close();
    }

    static Stream<Arguments> files() {
        String tail = "tasks: {range: 1-3}\n";
        return Stream.of(
                Arguments.of("unknown key", "command: 'true'\nwalltme: 10m\n" + tail, "bad.yml:2", "walltime"),
                Arguments.of("duplicate key", "command: 'true'\ncommand: 'false'\n" + tail, "bad.yml:2", "command"),
                Arguments.of("missing column", "command: echo {{c}}\ntasks: {csv: good.csv}\n", "bad.yml:1", "c"),
                Arguments.of("ragged row", "command: echo {{a}}\ntasks: {csv: ragged.csv}\n", "ragged.csv:3", ""),
                Arguments.of(
                        "unclosed quote", "command: echo {{a}}\ntasks: {csv: quote.csv}\n", "quote.csv:3", "quote"),
                Arguments.of(
                        "empty source", "command: echo {{line}}\ntasks: {lines: empty.txt}\n", "bad.yml:2", "empty"),
                Arguments.of("walltime of abc", "command: 'true'\nwalltime: abc\n" + tail, "bad.yml:2", "abc"),
                Arguments.of("walltime of 0", "command: 'true'\nwalltime: 0\n" + tail, "bad.yml:2", "0"),
                Arguments.of("spaces in name", "campaign: a b\ncommand: 'true'\n" + tail, "bad.yml:1", "a b"),
                Arguments.of("braces in name", "campaign: 'a{b}'\ncommand: 'true'\n" + tail, "bad.yml:1", "a{b}"),
                Arguments.of("not YAML", "command: [1, 2\ntasks: }\n", "bad.yml:", ""),
                Arguments.of("not a mapping", "just some text\n", "bad.yml:1", ""),
                Arguments.of("YAML bomb", bomb(), "bad.yml:", ""));
    }

    private static String bomb() {
        StringBuilder text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            String before = "*a" + (i - 1);
            text.append(
                    "a" + i + ": &a" + i + " [" + String.join(",", java.util.Collections.nCopies(9, before)) + "]\n");
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void badFileIsRefusedWithOneClearLine(String what, String text, String where, String names) {
        muster.write("bad.yml", text);
        Ended run = muster.run("run", "bad.yml");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err())
                .as(what)
                .startsWith("muster: ")
                .contains(where)
                .contains(names)
                .doesNotContain("\tat ");
        assertThat(run.err().lines()).as(run.err()).hasSize(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void serverThatIsNotThereIsStatusThree() {
        muster.write("good.yml", "command: 'true'\ntasks: {range: 1-3}\n");
        Ended run = muster.run("run", "good.yml", "--redis", "redis://127.0.0.1:1");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void missingInputsAreAllListedAndNothingIsSent() {
        muster.write(
                "inputs.yml",
                "command: cat {{item}}\ntasks: {list: [good.csv, no-such-1, no-such-2]}\ninputs: ['{{item}}']\n");
        Ended run = muster.run("run", "inputs.yml");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains("no-such-1", "no-such-2").doesNotContain("good.csv");
        assertThat(muster.run("status", "inputs").exit()).isEqualTo(2);
        assertThat(Files.exists(Path.of("no-such-1"))).isFalse();
    }
}
