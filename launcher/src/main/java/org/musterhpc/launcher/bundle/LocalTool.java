package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.time.Duration;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.local.LocalShell;

/** Programs of this machine that make files. */
final class LocalTool {
    private LocalTool() {}

    /** @throws IOException with the program's last words, where it fails or does not end in time */
    static void run(Duration limit, String... argv) throws IOException {
        try (LocalShell shell = new LocalShell()) {
            Answer answer = shell.run(Command.of(limit, argv));
            if (answer.exit() != 0) {
                String said = (answer.outText() + answer.errText())
                        .strip()
                        .lines()
                        .reduce((one, next) -> next)
                        .orElse("exit " + answer.exit());
                throw new IOException(argv[0] + ": " + said);
            }
        } catch (NoAnswer e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
