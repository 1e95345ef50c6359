package org.musterhpc.launcher.follow;

import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.text.ProgressText;

/** A block that is drawn again in place. Each change is one write, so that nothing flickers. */
public final class LiveDisplay implements Display {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_TO_LINE_END = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final Output output;
    private final IntSupplier width;
    private int drawn;
    private boolean hidden;
    private @Nullable Progress last;

    /** @param width of the terminal now; it may change while we draw */
    public LiveDisplay(Output output, IntSupplier width) {
        this.output = output;
        this.width = width;
    }

    @Override
    public synchronized void show(Progress progress) {
        last = progress;
        StringBuilder change = new StringBuilder(hidden ? "" : HIDE_CURSOR);
        hidden = true;
        change.append(toTop());
        draw(progress, change);
        write(change);
    }

    @Override
    public synchronized void note(String line) {
        StringBuilder change = new StringBuilder(toTop())
                .append(CLEAR_BELOW)
                .append(output.shown(line))
                .append('\n');
        drawn = 0;
        Progress progress = last;
        if (progress != null) {
            draw(progress, change);
        }
        write(change);
    }

    @Override
    public synchronized void close() {
        if (hidden) {
            write(new StringBuilder(toTop()).append(CLEAR_BELOW).append(SHOW_CURSOR));
            hidden = false;
            drawn = 0;
            last = null;
        }
    }

    private void draw(Progress progress, StringBuilder change) {
        TextStyle look = output.look();
        TextStyle now = new TextStyle(width.getAsInt(), look.colour(), look.utf8(), true);
        List<String> lines = ProgressText.block(now, progress);
        for (String line : lines) {
            change.append(output.shown(line)).append(CLEAR_TO_LINE_END).append('\n');
        }
        change.append(CLEAR_BELOW);
        drawn = lines.size();
    }

    private String toTop() {
        return drawn == 0 ? "\r" : "\r\u001b[" + drawn + "A";
    }

    private void write(StringBuilder change) {
        output.raw(change.toString());
        output.flush();
    }
}
