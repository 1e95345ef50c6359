package org.musterhpc.queue.model;

import java.util.Optional;

/** How many agents a campaign shall have on a cluster. On a scheduler, each element of an array is an agent. */
public sealed interface Goal {
    /** More agents than this nobody means. */
    int MOST = 10_000_000;

    /** So many, whatever there is to do. */
    record Fixed(int agents) implements Goal {
        public Fixed {
            if (agents < 0 || agents > MOST) {
                throw new IllegalArgumentException(agents + " agents: give 0 to " + MOST);
            }
        }
    }

    /** One for each task. */
    record PerTask() implements Goal {}

    /** As many as are useful for what there is to do. */
    record Auto() implements Goal {}

    /** Empty where the text is none of {@code auto}, {@code per-task} and a number up to {@link #MOST}. */
    static Optional<Goal> parse(String text) {
        return switch (text) {
            case "auto" -> Optional.of(new Auto());
            case "per-task" -> Optional.of(new PerTask());
            default ->
                text.matches("\\d{1,9}") && Integer.parseInt(text) <= MOST
                        ? Optional.of(new Fixed(Integer.parseInt(text)))
                        : Optional.empty();
        };
    }

    /** As {@link #parse} reads it. */
    default String text() {
        if (this instanceof Fixed fixed) {
            return Integer.toString(fixed.agents());
        }
        return this instanceof Auto ? "auto" : "per-task";
    }
}
