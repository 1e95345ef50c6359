package org.musterhpc.launcher.top;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.TextStyle;

/** One of the views: what has to be looked at for it, its lines, and what keys come to in it. */
abstract class Page {
    /** What it is about, behind what the pages before it are about. */
    abstract String title(TextStyle look);

    abstract TopQuery wanted();

    /** Takes what was seen; it may be an answer to what was wanted before. */
    abstract void see(Seen seen);

    /** No more lines than there are rows. */
    abstract List<String> lines(TextStyle look, int rows);

    /** The keys that do something here. */
    abstract String keys();

    /** @return whether it was a key of this page */
    abstract boolean press(Key key);

    /** What Enter leads to; null: nowhere. */
    @Nullable
    Page opened() {
        return null;
    }

    /** What is meant by a key that acts; null: nothing is chosen that it could be about. */
    @Nullable
    Act act(Act.Kind kind) {
        return null;
    }

    /** Whether there is something to search for. */
    boolean searches() {
        return false;
    }

    /** Shows what fits; empty: all. */
    void search(String text) {}
}
