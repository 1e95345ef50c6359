package org.musterhpc.agent.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The stage's setup lines before a command, and a mark that tells how they ended: no command runs in an environment that
 * could not be set up.
 *
 * <p>Each command that stands in the lines themselves must succeed. What happens within a sourced file or a function is its
 * own affair: files such as ~/.bashrc are full of tests that fail and mean no harm.
 *
 * @param lines of bash; blank: none
 * @param mark a file that is not there before, empty once the setup has succeeded, and names what has failed; null where
 *     it may fail
 */
record SetupScript(String lines, @Nullable Path mark) {
    private static final int LONGEST = 300;

    /** A failure: the status of the command that failed, or null where something ended the shell before. */
    record Failure(@Nullable Integer status, String reason) {}

    boolean none() {
        return lines.isBlank();
    }

    String before(String command) {
        if (none()) {
            return command;
        }
        if (mark == null) {
            return lines + "\n" + command;
        }
        String file = quoted(mark.toString());
        String failed =
                "case ${BASH_SOURCE[0]-} in '') printf '%s %s' \"$?\" \"$BASH_COMMAND\" > " + file + "; exit 1;; esac";
        // Evaluated as a text of its own: a quote or an "if" that is never closed must not swallow the command.
        // Whoever sets a trap of his own there shall keep it.
        String untrap = lines.contains("trap")
                ? "[[ $(trap -p ERR) != *BASH_SOURCE*BASH_COMMAND* ]] || trap - ERR"
                : "trap - ERR";
        return "trap " + quoted(failed) + " ERR; eval " + quoted(lines + "\n:") + "\n" + untrap + "; : > " + file
                + " || exit 1\n" + command;
    }

    void clear() throws IOException {
        if (!none() && mark != null) {
            Files.deleteIfExists(mark);
        }
    }

    /** What went wrong with it in a shell that has ended; null where nothing did. */
    @Nullable
    Failure failure(Runner.ExitInfo ran) {
        if (none() || mark == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(mark)) {
            String said = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            int blank = said.indexOf(' ');
            if (blank < 0) {
                return null;
            }
            String status = said.substring(0, blank);
            return new Failure(
                    status.matches("[0-9]{1,3}") ? Integer.valueOf(status) : null,
                    "setup failed with status " + status + " at: " + said.substring(blank + 1));
        } catch (NoSuchFileException endedBefore) {
            return new Failure(
                    ran.signal() == 0 ? ran.exit() : null,
                    "setup ended the shell with "
                            + (ran.signal() == 0 ? "status " + ran.exit() : "signal " + ran.signal())
                            + " before the command");
        } catch (IOException e) {
            return new Failure(null, "what became of setup cannot be read: " + e);
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
