package org.musterhpc.launcher.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.musterhpc.launcher.problem.Problem;

/** Asks machines at the same time: one that is away must not keep the others waiting. */
public final class SideBySide {
    private static final int AT_ONCE = 16;

    private SideBySide() {}

    /** What each says, in their order. What is thrown for one of them is thrown. */
    public static <T, R> List<R> each(Collection<T> machines, Function<T, R> ask) {
        List<Callable<R>> asked = new ArrayList<>();
        machines.forEach(machine -> asked.add(() -> ask.apply(machine)));
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, Math.max(1, machines.size())));
        try {
            List<R> said = new ArrayList<>();
            for (Future<R> one : threads.invokeAll(asked)) {
                said.add(one.get());
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.failed("interrupted while machines were asked", "say it again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
