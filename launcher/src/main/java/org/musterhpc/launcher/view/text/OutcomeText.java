package org.musterhpc.launcher.view.text;

import java.util.Map;
import org.musterhpc.queue.model.Attempt;

/** How an attempt ended, in words. */
public final class OutcomeText {
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 7, "BUS", 8, "FPE", 9, "KILL", 11, "SEGV", 13, "PIPE", 15,
            "TERM");

    private OutcomeText() {}

    /** {@code OK}, {@code EXIT 3}, {@code SIGNAL 9 (KILL)}, {@code WALLTIME}. */
    public static String of(Attempt attempt) {
        Integer exit = attempt.detail().exit();
        Integer signal = attempt.detail().signal();
        return switch (attempt.outcome()) {
            case EXIT -> exit == null ? "EXIT" : "EXIT " + exit;
            case SIGNAL -> signal == null ? "SIGNAL" : "SIGNAL " + signal + named(signal);
            default -> attempt.outcome().name();
        };
    }

    private static String named(int signal) {
        String name = SIGNALS.get(signal);
        return name == null ? "" : " (" + name + ")";
    }
}
