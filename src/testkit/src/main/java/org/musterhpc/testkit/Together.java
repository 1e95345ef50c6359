package org.musterhpc.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with several things at the same moment. */
public final class Together {
    private Together() {}

    /** What is done with each. */
    public interface Act<A, B> {
        B with(A one) throws Exception;
    }

    /** @return what came of each, in their order */
    public static <A, B> List<B> each(List<A> things, Act<A, B> act) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(things.size());
        ExecutorService threads = Executors.newFixedThreadPool(things.size());
        try {
            List<Callable<B>> calls = new ArrayList<>();
            for (A thing : things) {
                calls.add(() -> {
                    barrier.await();
                    return act.with(thing);
                });
            }
            List<B> results = new ArrayList<>();
            for (Future<B> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
