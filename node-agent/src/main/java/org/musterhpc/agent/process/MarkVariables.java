package org.musterhpc.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.environment.ByteText;

/** The variables by which a task's processes are recognised. */
final class MarkVariables {
    static final String TOKEN = "MUSTER_TOKEN";
    static final String AGENT = "MUSTER_AGENT";

    /** Where bash leaves the program's file. */
    static final String FILE = "_";

    private MarkVariables() {}

    /** A launch's variables as the kernel takes them, ours behind them. */
    static List<String> entries(Launch launch, Path program, String... ours) {
        List<String> entries = new ArrayList<>(launch.env().size() + ours.length + 1);
        launch.env().forEach((key, value) -> {
            if (!isOurs(key) && !(launch.bashs() && key.equals(FILE))) {
                entries.add(key + "=" + value);
            }
        });
        if (launch.bashs()) {
            entries.add(FILE + "=" + ByteText.of(program));
        }
        entries.addAll(List.of(ours));
        return entries;
    }

    static boolean isOurs(String name) {
        return name.equals(TOKEN) || name.equals(AGENT);
    }
}
