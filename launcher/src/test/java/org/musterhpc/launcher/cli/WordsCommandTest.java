package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command behind {@code --} and what comes on standard input; what is printed of the rest stands in {@code words.txt}. */
class WordsCommandTest {
    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() throws IOException {
        desk = Desk.besideAgent(home);
    }

    @AfterEach
    void leave() {
        Desk.leave();
    }

    @Test
    void whatComesOnStandardInputIsCountedAndLeavesNothingBehind() {
        for (String[] words : new String[][] {
            {"verify", "-", "--", "cat", "{{line}}"},
            {"verify", "--lines", "-", "--", "cat {{line}}"},
            {"verify", "--csv", "-", "--", "cat", "{{a}}"},
            {"submit", "--dry-run", "-", "--", "cat", "{{line}}"},
        }) {
            desk.piping("a\nb\nc\n");
            assertThat(desk.types(words)).as(desk.err()).isZero();
            assertThat(desk.out()).contains(words[1].equals("--csv") ? "2 tasks" : "3 tasks");
            assertThat(desk.err()).isEmpty();
        }
        assertThat(home.resolve("campaigns")).isEmptyDirectory();
    }

    @Test
    void whatComesFromATerminalIsAskedFor() {
        desk.answering("a\nb\n");
        assertThat(desk.types("verify", "-", "--", "cat", "{{line}}")).isZero();
        assertThat(desk.err()).isEqualTo("tasks are read from this terminal, a line each; end them with Ctrl-D\n");
    }

    @Test
    void standardInputWithoutAnythingIsRefused() {
        desk.piping("");
        assertThat(desk.types("verify", "-", "--", "cat", "{{line}}")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: nothing came on standard input\n  → pipe the tasks in: ");
        assertThat(home.resolve("campaigns")).isEmptyDirectory();
    }

    @Test
    void wordsThatCannotBeMeantLeaveNothingBehind() {
        desk.piping("a\nb\n");
        assertThat(desk.types("submit", "-", "--walltime", "banana", "--", "cat", "{{line}}"))
                .isEqualTo(2);
        assertThat(desk.err()).contains("muster: --walltime: 'banana' is not a duration");
        assertThat(desk.types("submit", "--csv", "-", "--", "cat", "{{b}}")).isEqualTo(2);
        assertThat(desk.err()).contains("muster: command: {{b}}: ");
        assertThat(home.resolve("campaigns")).isEmptyDirectory();
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(desk.types("verify", "--range", "1-2", "--", "cat", "\uFFFD{{n}}"))
                .isEqualTo(2);
        assertThat(desk.err()).contains("is not in UTF-8").contains("LANG=C.UTF-8");
    }

    @Test
    void optionsBehindTheDashesAreTheCommandsOwn() {
        assertThat(desk.types(
                        "run", "--print", "--range", "1-2", "--", "ls", "--json", "--verbose", "{{n}}", "--", "-x"))
                .isZero();
        assertThat(desk.out()).contains("command: [ls, '--json', '--verbose', '{{n}}', '--', '-x']");
    }

    @Test
    void commandsThatTakeNoWordsReadDashesAsBefore() {
        assertThat(desk.types("pause", "a", "--", "b")).isEqualTo(2);
        assertThat(desk.err()).contains("'b' is one argument too many");
    }
}
