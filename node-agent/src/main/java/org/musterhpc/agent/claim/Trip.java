package org.musterhpc.agent.claim;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;

/** One exchange, from the moment at which it leaves until its answer has been read. */
final class Trip {
    private final Lane lane;
    private final List<Want> wants;
    private final Outbox.Parcel parcel;
    private final long sent;
    private final CompletableFuture<Exchange> answer = new CompletableFuture<>();

    /** @param sent by the monotonic clock */
    Trip(Lane lane, List<Want> wants, Outbox.Parcel parcel, long sent) {
        this.lane = lane;
        this.wants = wants;
        this.parcel = parcel;
        this.sent = sent;
    }

    Lane lane() {
        return lane;
    }

    List<Want> wants() {
        return wants;
    }

    Outbox.Parcel parcel() {
        return parcel;
    }

    long sent() {
        return sent;
    }

    /** Goes there and back, on whatever thread this is called. */
    void go(WorkQueue queue) {
        try {
            answer.complete(queue.exchange(lane, parcel.reports(), wants));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** Waits for the answer; throws what the exchange threw. */
    Exchange answer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }
}
