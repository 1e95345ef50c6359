package org.musterhpc.launcher.cli.terminal;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.musterhpc.launcher.follow.Display;
import org.musterhpc.launcher.follow.LiveDisplay;
import org.musterhpc.launcher.follow.LogDisplay;
import org.musterhpc.launcher.view.Output;

/** Which display suits standard error. */
public final class Displays {
    private Displays() {}

    public static Display of(Output err, Map<String, String> env) {
        if (!err.look().live()) {
            return new LogDisplay(err);
        }
        AtomicInteger width = new AtomicInteger(err.look().width());
        JvmSignals.handle("WINCH", number -> width.set(Terminal.width(env)));
        LiveDisplay display = new LiveDisplay(err, width::get);
        // However the program ends, the cursor is there again.
        Runtime.getRuntime().addShutdownHook(new Thread(display::close, "muster-cursor"));
        return display;
    }
}
