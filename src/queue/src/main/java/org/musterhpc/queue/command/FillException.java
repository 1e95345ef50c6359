package org.musterhpc.queue.command;

/** A template that a task's parameters cannot fill: one is missing, or its value cannot stand where it is wanted. */
public final class FillException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FillException(String message) {
        super(message);
    }
}
