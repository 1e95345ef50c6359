package org.musterhpc.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does one thing again and again on a thread of its own while another looks, as another program would. */
public final class Meanwhile {
    private Meanwhile() {}

    /** One turn of either. */
    public interface Deed {
        void run() throws Exception;
    }

    /**
     * Looks for so many times, once the other has been done for the first time.
     *
     * @throws Exception whatever fails first in the looks, or else in the other
     */
    public static void again(Deed deed, int looks, Deed look) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService another = Executors.newSingleThreadExecutor();
        try {
            Future<?> end = another.submit(() -> {
                try {
                    while (!over.get()) {
                        deed.run();
                        begun.countDown();
                    }
                } finally {
                    begun.countDown();
                }
                return null;
            });
            begun.await();
            for (int left = looks; left > 0; left--) {
                look.run();
            }
            over.set(true);
            end.get();
        } finally {
            over.set(true);
            another.shutdown();
        }
    }
}
