package org.musterhpc.launcher.submit;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A submission that sends its tasks on a thread of its own, so that agents may begin before the last is sent. */
public final class Sending {
    private final Submission submission;
    private final BooleanSupplier stop;
    private Thread thread;
    private volatile boolean complete;
    private volatile @Nullable RuntimeException failure;

    private Sending(Submission submission, BooleanSupplier stop) {
        this.submission = submission;
        this.stop = stop;
        this.thread = thread();
    }

    private Thread thread() {
        Thread made = new Thread(this::run, "muster-send");
        made.setDaemon(true);
        return made;
    }

    /** Sends what is not there (any more); for whoever called {@link #start}. */
    public void again() {
        join();
        complete = false;
        thread = thread();
        thread.start();
    }

    public static Sending start(Submission submission, BooleanSupplier stop) {
        Sending sending = new Sending(submission, stop);
        sending.thread.start();
        return sending;
    }

    public long sent() {
        return submission.sent();
    }

    /**
     * Whether everything is on the queues.
     *
     * @throws RuntimeException what stopped it, if something did
     */
    public boolean complete() {
        RuntimeException stopped = failure;
        if (stopped != null) {
            throw stopped;
        }
        return complete;
    }

    /** Returns once nothing is sent any more. */
    public void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            complete = submission.push(stop);
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
