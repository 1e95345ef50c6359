package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.cli.command.Surroundings;
import org.musterhpc.launcher.cli.terminal.Streams;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;

class ArgumentsTest {
    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() {
        desk = new Desk(home);
    }

    static Set<String> commands() {
        return Catalogue.entries().keySet();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        assertThat(desk.typesExactly(command, "--help")).isZero();
        assertThat(desk.out()).startsWith("Usage: muster " + command).contains("--json", "--redis", "--config");
        assertThat(desk.err()).isEmpty();
    }

    @Test
    void helpListsAllCommands() {
        assertThat(desk.typesExactly()).isZero();
        assertThat(desk.out().lines().filter(line -> line.startsWith("  ")).map(String::strip))
                .anySatisfy(line -> assertThat(line).startsWith("rollcall"))
                .hasSizeGreaterThanOrEqualTo(Catalogue.entries().size());
    }

    @Test
    void versionNamesItself() {
        assertThat(desk.typesExactly("--version")).isZero();
        assertThat(desk.out()).startsWith("muster ");
    }

    @Test
    void mistypedCommandIsCorrected() {
        assertThat(desk.typesExactly("statsu")).isEqualTo(2);
        assertThat(desk.err()).isEqualTo("muster: there is no command 'statsu'\n  → did you mean: muster status\n");
        assertThat(desk.out()).isEmpty();
    }

    @Test
    void numberThatIsNoneIsToldInPeoplesWords() {
        assertThat(desk.typesExactly("tasks", "--limit", "x")).isEqualTo(2);
        assertThat(desk.err()).contains("'x' is not a whole number");
    }

    @Test
    void countBelowOneIsRefused() {
        desk.types("tasks", "apollo", "--limit", "-5");
        assertThat(desk.err()).contains("--limit -5: is not 1 or more");
        desk.types("logs", "apollo", "--attempt", "0");
        assertThat(desk.err()).contains("'0' is neither 1 or more nor the word 'second'");
    }

    @Test
    void optionWithoutItsValueIsTold() {
        assertThat(desk.typesExactly("tasks", "--limit")).isEqualTo(2);
        assertThat(desk.err()).contains("muster: '--limit' stands without a value\n");
    }

    @Test
    void mistypedOptionIsCorrected() {
        assertThat(desk.typesExactly("status", "--wach")).isEqualTo(2);
        assertThat(desk.err()).isEqualTo("muster: muster status has no option '--wach'\n  → did you mean: --watch\n");
    }

    @Test
    void oneArgumentTooManyIsNamed() {
        assertThat(desk.typesExactly("pause", "a", "b")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: 'b' is one argument too many for muster pause\n  → ");
    }

    @Test
    void missingArgumentIsNamed() {
        assertThat(desk.typesExactly("submit")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: muster submit needs FILE\n  → ");
    }

    @Test
    void wrongValueOfAnOptionIsUsage() {
        assertThat(desk.typesExactly("tasks", "--state", "LOST")).isEqualTo(2);
        assertThat(desk.err()).contains("LOST").contains("PENDING").contains("\n  → ");
    }

    @Test
    void unexpectedFailureIsOneLineAndTheTraceOnlyWithVerbose() {
        desk.queues.campaigns.put("apollo", null);
        assertThat(desk.types("status", "apollo")).isEqualTo(1);
        assertThat(desk.err())
                .startsWith("muster: unexpected: ")
                .contains("--verbose")
                .doesNotContain("\tat ");
        assertThat(desk.types("status", "apollo", "--verbose")).isEqualTo(1);
        assertThat(desk.err()).contains("\tat ");
    }

    @Test
    void brokenPipeEndsQuietly() {
        assertThat(whereOutputFails("Broken pipe")).isZero();
        assertThat(desk.err()).isEmpty();
    }

    @Test
    void outputThatCannotBeWrittenIsToldAndIsNoFaultOfOurs() {
        assertThat(whereOutputFails("No space left on device")).isEqualTo(1);
        assertThat(desk.err())
                .startsWith("muster: what there is to print could not be written: No space left on device\n  → ");
    }

    private int whereOutputFails(String why) {
        Output gone = new Output(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(why);
                    }
                },
                TextStyle.plain(true));
        Surroundings around = new Surroundings(
                Map.of("MUSTER_HOME", home.toString()),
                new Streams(gone, new Output(desk.err, TextStyle.plain(true)), System.in, false),
                InstantSource.system(),
                time -> {},
                ZoneOffset.UTC,
                address -> desk.queues);
        return new Program(around).run("--help");
    }
}
