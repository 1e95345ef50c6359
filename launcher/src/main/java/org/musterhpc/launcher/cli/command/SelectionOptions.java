package org.musterhpc.launcher.cli.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Option;

/** Which tasks are meant: the same for every command that is about tasks. */
public final class SelectionOptions {
    @Option(names = "--stage", paramLabel = "STAGE", description = "only tasks of this stage")
    @Nullable
    String stage;

    @Option(
            names = "--state",
            split = ",",
            paramLabel = "STATE",
            description = "only those in these states: ${COMPLETION-CANDIDATES}")
    List<State> states = List.of();

    @Option(
            names = "--outcome",
            split = ",",
            paramLabel = "OUTCOME",
            description = "only those that ended like this: ${COMPLETION-CANDIDATES}")
    List<Outcome> outcomes = List.of();

    @Option(
            names = "--where",
            paramLabel = "NAME=VALUE",
            description = "only those with this value of a parameter; again and again: all must fit")
    List<String> where = new ArrayList<>();

    public Selection.Wish wish() {
        return new Selection.Wish(stage, set(State.class, states), set(Outcome.class, outcomes), where);
    }

    private static <E extends Enum<E>> Set<E> set(Class<E> type, List<E> list) {
        return list.isEmpty() ? EnumSet.noneOf(type) : EnumSet.copyOf(list);
    }
}
