package org.musterhpc.launcher.source;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;

/** Where a stage's tasks come from. Read as a stream: no source holds all its rows. */
public interface Source {

    /** The line of the campaign file that names this source. */
    Spot at();

    /**
     * The names that every row has, or null where only the rows themselves tell.
     *
     * @throws org.musterhpc.launcher.problem.Problem where the source cannot be read
     */
    @Nullable
    Set<String> names();

    /** Where {@link #names} are written: a file's header, else the line of the campaign file. */
    default Spot namesAt() {
        return at();
    }

    /**
     * Gives every row, in order.
     *
     * @throws org.musterhpc.launcher.problem.Problem where something cannot be read, with its line
     */
    void rows(Consumer<Row> sink);
}
