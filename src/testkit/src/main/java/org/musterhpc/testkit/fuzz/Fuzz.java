package org.musterhpc.testkit.fuzz;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.testkit.Ceiling;

/**
 * Tries a property on many inputs that are made by chance. They are the same in each build, so that no change is refused
 * for what an older one did; {@code -Dfuzz.seed=N} makes others, {@code -Dfuzz.times=N} N times as many, and a failure
 * names both.
 */
public final class Fuzz {
    private static final long SEED = Long.getLong("fuzz.seed", 1L);
    private static final int TIMES = Integer.getInteger("fuzz.times", 1);
    /** No input is so large that a healthy reader takes this long, on however busy a machine. */
    private static final int SHOWN = 4000;

    private Fuzz() {}

    /** What has to hold of every input; throws where it does not. */
    public interface Property<T> {
        void check(T input) throws Exception;
    }

    /** A source of chance that is the same for the same seed and name. */
    public static Random random(String name) {
        return new Random(mix(SEED, name.hashCode()));
    }

    /** How often is asked for, times {@code fuzz.times}. */
    public static int times(int count) {
        return count * TIMES;
    }

    /** What a failure has to say, so that it can be had again. */
    public static String replay() {
        return "-Dfuzz.seed=" + SEED + (TIMES == 1 ? "" : " -Dfuzz.times=" + TIMES);
    }

    /**
     * Makes {@code count} inputs and checks each.
     *
     * @throws AssertionError with the input and the seed, where one fails, overflows stack or memory, or does not end
     */
    public static <T> void check(String name, int count, Function<Random, T> inputs, Property<T> property) {
        AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
        AtomicReference<@Nullable T> current = new AtomicReference<>();
        AtomicLong begun = new AtomicLong(System.nanoTime());
        Thread worker = new Thread(
                () -> {
                    for (int i = 0; i < times(count); i++) {
                        T input = inputs.apply(new Random(mix(mix(SEED, name.hashCode()), i)));
                        current.set(input);
                        begun.set(System.nanoTime());
                        try {
                            property.check(input);
                        } catch (Throwable e) { // errors of the machine are just what is looked for
                            failure.set(new AssertionError(told(name, i, input) + ": " + e, e));
                            return;
                        }
                    }
                },
                "fuzz-" + name);
        worker.setDaemon(true);
        worker.start();
        try {
            while (worker.isAlive()) {
                worker.join(1000);
                if (System.nanoTime() - begun.get() > Ceiling.TIME.toNanos()) {
                    AssertionError hangs = new AssertionError(told(name, -1, current.get()) + " does not end");
                    hangs.setStackTrace(worker.getStackTrace());
                    throw hangs;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        AssertionError failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private static String told(String name, int number, @Nullable Object input) {
        String text = String.valueOf(input);
        return name + (number < 0 ? "" : ", input " + number) + " (again with " + replay() + "): <<"
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + ")") + ">>";
    }

    /** Neighbouring numbers shall have nothing to do with each other (SplitMix64). */
    private static long mix(long seed, long number) {
        long z = seed + (number + 1) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
