package org.musterhpc.launcher.top;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;

/** The view on a terminal, until somebody quits. */
public final class TopScreen implements AutoCloseable {
    private final Screen screen;
    private final UseCases app;

    private TopScreen(Screen screen, UseCases app) {
        this.screen = screen;
        this.app = app;
    }

    /** Takes the whole terminal; null where it can do too little for that. */
    public static @Nullable TopScreen open(UseCases app, Output out) {
        Screen screen = Screen.open(out);
        return screen == null ? null : new TopScreen(screen, app);
    }

    /**
     * @param campaign the one to begin with; null: all
     * @param stop whether the program is to end
     */
    public void run(@Nullable String campaign, BooleanSupplier stop) {
        Top top = new Top(campaign);
        LookoutThread lookout = new LookoutThread(new Lookout(app, System::nanoTime), top.wanted());
        lookout.start();
        try {
            Seen last = Seen.NOTHING;
            while (!top.over() && !stop.getAsBoolean() && !screen.gone()) {
                Seen now = lookout.seen();
                if (!Objects.equals(now, last)) {
                    top.see(now);
                    last = now;
                }
                String heard = lookout.heard();
                if (heard != null) {
                    top.hear(heard);
                }
                TextStyle look = screen.look();
                screen.draw(top.lines(look, screen.rows()));
                press(top, screen.key());
                lookout.want(top.wanted());
                Act due = top.takeDue();
                if (due != null) {
                    lookout.act(due);
                }
            }
        } finally {
            lookout.end();
        }
    }

    private void press(Top top, @Nullable Key key) {
        if (key == null) {
            return;
        }
        if (key.kind() == Key.Kind.REDRAW) {
            screen.redraw();
        } else {
            top.press(key);
        }
    }

    @Override
    public void close() {
        screen.close();
    }
}
