package org.musterhpc.launcher.follow;

import java.util.function.Consumer;

/** Leaves a listing early: the queue's listings are pushed to a sink, and some callers want the first few only. */
public final class Limit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Limit() {
        super("enough", null, false, false);
    }

    /** Runs the listing until the sink has had so many; 0 or less: all. */
    public static <T> void atMost(long limit, Consumer<Consumer<T>> listing, Consumer<? super T> sink) {
        long[] left = {limit};
        Limit enough = new Limit();
        try {
            listing.accept(item -> {
                sink.accept(item);
                if (--left[0] == 0) {
                    throw enough;
                }
            });
        } catch (Limit e) {
            if (e != enough) {
                throw e;
            }
        }
    }
}
