package org.musterhpc.launcher.follow;

import java.util.function.Consumer;

/** Ends a listing early: the queue pushes a listing to a sink, and some callers want the first few only. */
public final class FirstFew extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private FirstFew() {
        super("limit", null, false, false);
    }

    /** Runs the listing until the sink has had so many; 0 or less: all. */
    public static <T> void atMost(long limit, Consumer<Consumer<T>> listing, Consumer<? super T> sink) {
        long[] left = {limit};
        FirstFew reached = new FirstFew();
        try {
            listing.accept(item -> {
                sink.accept(item);
                if (--left[0] == 0) {
                    throw reached;
                }
            });
        } catch (FirstFew e) {
            if (e != reached) {
                throw e;
            }
        }
    }
}
