package org.musterhpc.launcher.cli.terminal;

import java.util.List;
import java.util.function.Consumer;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.view.Output;

/** Ctrl-C, and other signals that ask a program to end: each time it is told what comes of it. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * @param heard on a thread of the JVM; told what is wanted now
     */
    public static void handle(Stop stop, Consumer<Stop.Wish> heard) {
        for (String name : List.of("INT", "TERM", "HUP")) {
            JvmSignals.handle(name, number -> {
                stop.request(number);
                heard.accept(stop.wish());
            });
        }
    }

    /**
     * For programs that have nothing to give back: the first ends them in order, the second at once.
     *
     * @param first what is told at the first
     * @param again what is told at the second
     */
    public static void handle(Output err, Notes notes, Stop stop, String first, String again) {
        for (String name : List.of("INT", "TERM", "HUP")) {
            JvmSignals.handle(name, number -> {
                boolean before = stop.request(number);
                if (err.look().live()) {
                    err.raw("\r\u001b[K"); // a line that is drawn in place may stand there
                }
                notes.note(before ? again : first);
                if (before) {
                    Runtime.getRuntime().halt(stop.exit());
                }
            });
        }
    }
}
