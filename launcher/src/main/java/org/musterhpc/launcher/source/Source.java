package org.musterhpc.launcher.source;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

/** Where a stage's tasks come from. Read as a stream: no source holds all its rows. */
public interface Source {

    /** The line of the campaign file that names this source. */
    Spot at();

    /**
     * The names that every row has, or null where only the rows themselves tell.
     *
     * @throws Problem where the source cannot be read
     */
    @Nullable
    Set<String> names();

    /**
     * Gives every row, in order.
     *
     * @throws Problem where something cannot be read, with its line
     */
    void rows(Consumer<Row> sink);

    /** What to say where there is not a single row. */
    default Problem empty() {
        return at().usage("there is not a single task", "give the stage at least one");
    }

    /** What to say where a template wants a name that no row has. */
    default String lacks(String name) {
        return "its tasks have no '" + name + "'";
    }
}
