package org.musterhpc.launcher.shell;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks the user for a passphrase, a password or a one-time code. */
@FunctionalInterface
public interface Prompt {
    /** Nobody is there to be asked. */
    Prompt NOBODY = (question, hidden) -> null;

    /**
     * @param hidden the answer is not shown while it is typed
     * @return null where nobody answers
     */
    @Nullable
    String ask(String question, boolean hidden);

    /** The user at the terminal; nobody where there is none. */
    @SuppressWarnings("SystemConsoleNull") // newer Javas give a console without a terminal: the file below tells
    static Prompt terminal() {
        Console console = System.console();
        if (console == null || !terminalOpens()) {
            return NOBODY;
        }
        return (question, hidden) -> {
            if (!hidden) {
                return console.readLine("%s", question);
            }
            char[] typed = console.readPassword("%s", question);
            return typed == null ? null : String.valueOf(typed);
        };
    }

    private static boolean terminalOpens() {
        try {
            Files.newInputStream(Path.of("/dev/tty")).close();
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
