package org.musterhpc.agent.start;

/** Something that every task needs is not to be had on this node; the text says what. */
public final class UnfitNode extends Exception {
    private static final long serialVersionUID = 1L;

    public UnfitNode(String message, Throwable cause) {
        super(message, cause);
    }

    UnfitNode(String message) {
        super(message);
    }
}
