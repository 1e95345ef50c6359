package org.musterhpc.launcher.app.look;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.View;

/** Tells what happened to a campaign's tasks, oldest first. */
public record Events(View view, Pause pause) {
    private static final int PAGE = 1_000;
    private static final Duration TURN = Duration.ofMillis(500);

    /** Tells what has happened. */
    public void list(String campaign, Consumer<View.Event> sink) {
        rest(campaign, null, sink);
    }

    /**
     * Tells what has happened, and what happens until the campaign is over.
     *
     * @param quiet is run whenever there is nothing more to tell for the moment
     */
    public void follow(String campaign, Consumer<View.Event> sink, Runnable quiet) {
        View.@Nullable Cursor cursor = null;
        boolean over = false;
        while (true) {
            cursor = rest(campaign, cursor, sink);
            if (over) {
                return;
            }
            quiet.run();
            // Once more after the end: the last events may have come after the page that was empty.
            View.Overview overview = view.overview(campaign);
            over = overview.complete() || overview.stuck();
            if (!over) {
                pause.pause(TURN);
            }
        }
    }

    private View.Cursor rest(String campaign, View.@Nullable Cursor from, Consumer<View.Event> sink) {
        View.Events page = view.events(campaign, from, PAGE);
        while (!page.events().isEmpty()) {
            page.events().forEach(sink);
            page = view.events(campaign, page.next(), PAGE);
        }
        return page.next();
    }
}
