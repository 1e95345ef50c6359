package org.musterhpc.launcher.bundle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.text.ShippedFile;

/**
 * A script for the other side, from files beside this class. It is sent as one line without exclamation marks, since the
 * login shell that reads it first may be a csh: each line of a file ends where the next may follow on the same line.
 */
enum RemoteScript {
    LOOK("expand.sh", "look.sh"),
    INSTALL("expand.sh", "install.sh"),
    FOLDERS("expand.sh", "folders.sh"),
    WORKDIR("expand.sh", "workdir.sh"),
    REMOVE("expand.sh", "remove.sh"),
    ROOM("expand.sh", "room.sh"),
    /** The only one that is not sent: it stands in batch scripts. */
    START("start.sh");

    private final String line;

    RemoteScript(String... files) {
        this.line = List.of(files).stream()
                .flatMap(file -> new String(bytes(file), StandardCharsets.UTF_8).lines())
                .filter(text -> !text.isBlank() && !text.startsWith("#"))
                .collect(Collectors.joining(" "));
        if (line.contains("!")) {
            throw new IllegalStateException(this + " has an exclamation mark, which a csh would expand");
        }
    }

    String line() {
        return line;
    }

    List<String> argv(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", line, "sh"));
        argv.addAll(List.of(arguments));
        return argv;
    }

    /** The last line that it complained with; tar's very last one says nothing. */
    static String complaint(Answer answer) {
        return answer.errText()
                .lines()
                .filter(text -> !text.isBlank() && !text.contains("Exiting with failure status"))
                .reduce((one, next) -> next)
                .orElse("exit " + answer.exit());
    }

    /** What stands behind {@code word} in its answer; empty where it does not. */
    static String said(Answer answer, String word) {
        return answer.outText()
                .lines()
                .filter(text -> text.startsWith(word + " "))
                .reduce((one, next) -> next)
                .map(text -> text.substring(word.length() + 1))
                .orElse("");
    }

    Command command(Duration limit, String... arguments) {
        return Command.of(limit, argv(arguments).toArray(String[]::new));
    }

    /** A file beside this class. */
    static byte[] bytes(String file) {
        return ShippedFile.bytes(RemoteScript.class, file);
    }
}
