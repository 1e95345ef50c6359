package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The view as a user has it: on a real terminal, screen by screen, and the terminal afterwards. */
class TopRunIT {
    private static final String CAMPAIGN = """
            command: "printf '\\\\033]0;stolen\\\\007\\\\033[2Jsaid {{n}}\\\\n'; test {{n}} -ne 3"
            tasks: {range: 1-5}
            retry: {max_attempts: 1}
            """;

    @BeforeAll
    static void needTerminal() {
        Assumptions.assumeTrue(Tmux.there(), "no tmux");
    }

    private static void begin(Muster muster, Tmux terminal, String args) {
        terminal.line("stty -a > before; sh -c 'echo $$ > pid; exec " + muster.root.resolve("bin/muster") + " top"
                + args + "'; echo ended with $?; stty -a > after");
    }

    private static void isAsBefore(Muster muster, Tmux terminal, int exit) throws Exception {
        terminal.shows("ended with " + exit);
        terminal.line("echo and goes on");
        terminal.shows("\nand goes on");
        assertThat(terminal.fact("alternate_on")).isEqualTo("0");
        assertThat(terminal.fact("cursor_flag")).as("the cursor is seen").isEqualTo("1");
        assertThat(muster.folder.resolve("after")).hasSameTextualContentAs(muster.folder.resolve("before"));
    }

    @Test
    void screensFollowKeysAndTheTerminalIsGivenBack() throws Exception {
        try (Muster muster = new Muster();
                Tmux terminal = new Tmux(muster, 80, 24)) {
            begin(muster, terminal, "");
            terminal.shows("there is no campaign yet: muster run FILE makes one");
            muster.write("few.yml", CAMPAIGN);
            assertThat(muster.run("run", "few.yml").exit()).isEqualTo(1);
            terminal.shows("> few ", "ended with failures");
            terminal.press("Enter");
            terminal.shows("few  ended with failures", "> main", "failed attempts: EXIT ×1");
            terminal.press("Enter");
            terminal.shows("few · tasks of main", "n=5", "EXIT 1");
            terminal.press("f", "f", "f");
            terminal.shows("· failed", "> main/000003");
            terminal.press("Enter");
            terminal.shows("main/000003  DEAD", "attempt 1  EXIT 1", "^[]0;stolen^G^[[2Jsaid 3");
            assertThat(terminal.fact("pane_title")).isNotEqualTo("stolen");

            terminal.press("r");
            terminal.shows("run task main/000003 of few again? [y/N]");
            terminal.press("y");
            terminal.shows("sent 1 task again", "main/000003  PENDING");
            assertThat(muster.run("status", "few", "--json")
                            .json()
                            .at("/total/pending")
                            .asInt())
                    .isEqualTo(1);

            terminal.resize(132, 40);
            terminal.press("Escape");
            terminal.shows("few · tasks of main");
            terminal.press("f", "f", "f", "/", "#", "2", "Enter");
            terminal.shows("few · tasks of main · from #2", "4 tasks in this part, the last");
            terminal.resize(50, 8);
            terminal.press("Escape");
            terminal.shows("few  no agents");
            terminal.press("?");
            terminal.shows("muster top  keys");
            terminal.resize(80, 24);
            terminal.press("C-c");
            isAsBefore(muster, terminal, 0);

            terminal.line("clear");
            begin(muster, terminal, " few");
            terminal.shows("few  no agents", "> main");
            long pid = Long.parseLong(
                    Files.readString(muster.folder.resolve("pid")).strip());
            assertThat(ProcessHandle.of(pid).orElseThrow().destroy()).isTrue();
            isAsBefore(muster, terminal, 143);
        }
    }

    @Test
    void whereThereIsNoTerminalItPrintsWhatStatusPrints() {
        try (Muster muster = new Muster()) {
            muster.write("few.yml", "command: 'true'\ntasks: {range: 1-3}\n");
            assertThat(muster.run("run", "few.yml").exit()).isZero();
            Muster.Ended top = muster.run("top", "few");
            assertThat(top.exit()).isZero();
            assertThat(top.out())
                    .contains("finished")
                    .isEqualTo(muster.run("status", "few", "--watch").out());
            assertThat(muster.run("top", "fewer").exit()).isEqualTo(2);
        }
    }
}
