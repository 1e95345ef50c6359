package org.musterhpc.launcher.top;

import java.util.List;
import org.musterhpc.launcher.view.TextStyle;

/** What the keys do. */
final class HelpPage extends Page {
    private static final List<String> TEXT = List.of(
            "arrows, j k, Page up/down, Home/End, g G   move",
            "Enter or right                             open: campaign, its tasks, a task",
            "Esc or left                                back",
            "a       agents of the campaign",
            "/       search. Tasks: an id, NAME=VALUE of a parameter, or #N, which goes",
            "        to the Nth task; empty: all",
            "f       tasks by state: all, running, waiting, failed, cancelled, done",
            "s       another order; of tasks, of those in the part that is shown",
            "p u     pause, resume the campaign",
            "x r     cancel; run failed tasks again: the campaign, stage or task that",
            "        is chosen. You are asked first",
            "o [ ]   of a task: its output only; output of another attempt",
            "Ctrl-L  draw all anew",
            "q       quit, as Ctrl-C; campaigns go on");
    private final TopQuery behind;

    /** @param behind what the page wants that it covers */
    HelpPage(TopQuery behind) {
        this.behind = behind;
    }

    @Override
    String title(TextStyle look) {
        return "keys";
    }

    @Override
    TopQuery wanted() {
        return behind;
    }

    @Override
    void see(Seen seen) {}

    @Override
    List<String> lines(TextStyle look, int rows) {
        return TEXT.subList(0, Math.min(TEXT.size(), rows));
    }

    @Override
    String keys() {
        return "Esc:back q:quit";
    }

    @Override
    boolean press(Key key) {
        return false;
    }
}
