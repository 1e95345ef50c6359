package org.musterhpc.launcher.app.run;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.musterhpc.launcher.text.Sha256;
import org.musterhpc.queue.model.State;

/** What a watcher is called that was given no name: two of another command or another choice are two watchers. */
public final class WatcherName {
    private static final int LONGEST = 30;
    private static final int DIGITS = 4;

    private WatcherName() {}

    public static String of(String command, Set<String> stages, Set<State> states) {
        String program =
                command.strip().split("\\s+", 2)[0].replaceFirst(".*/", "").replaceAll("[^A-Za-z0-9_.-]", "");
        String name = program.substring(0, Math.min(program.length(), LONGEST));
        List<String> choice = List.of(command, new TreeSet<>(stages).toString(), new TreeSet<>(states).toString());
        return (name.isEmpty() ? "watcher" : name) + "-" + digest(choice.toString());
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, DIGITS);
    }
}
