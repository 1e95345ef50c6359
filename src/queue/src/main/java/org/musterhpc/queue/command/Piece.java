package org.musterhpc.queue.command;

/** A stretch of a template. */
sealed interface Piece {

    /** Text that is there whatever the parameters are. */
    record Text(String text) implements Piece {}

    /** A place that the parameter {@code name} fills. */
    record Slot(String name, ValueQuoting quoting) implements Piece {}
}
