package org.musterhpc.launcher.follow;

import org.musterhpc.launcher.view.Progress;

/** Shows a run while it goes on. */
public interface Display extends AutoCloseable {

    /** Called several times a second; a display decides itself how often it shows something. */
    void show(Progress progress);

    /** Something that happened, to stay on the screen. */
    void note(String line);

    /** Leaves the terminal as it was found; may be called twice. */
    @Override
    void close();
}
