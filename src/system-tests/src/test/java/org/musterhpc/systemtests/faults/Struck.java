package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A fault that was done.
 *
 * @param from when, by {@link #now}
 * @param to when its cause was gone
 */
record Struck(Fault fault, double from, double to) {

    /**
     * Whose doing a repetition is: the first fault that was there after the start before it; where there was none (what
     * was claimed may start a little later), the last before it. Before all faults a task starts again only because it
     * failed: then it is the first fault by which that was forgotten, as a restore forgets failures.
     */
    static Optional<Fault> causeOf(Verdict.Again again, List<Struck> all) {
        List<Struck> earlier = all.stream()
                .filter(one -> one.from() <= again.at())
                .sorted(Comparator.comparingDouble(Struck::from))
                .toList();
        return earlier.stream()
                .filter(one -> one.to() >= again.before())
                .findFirst()
                .or(() -> earlier.stream().reduce((first, second) -> second))
                .or(() ->
                        all.stream().filter(one -> one.fault().forgets()).min(Comparator.comparingDouble(Struck::from)))
                .map(Struck::fault);
    }

    /** Seconds since the machine started: the clock that no fault puts wrong, and that tasks write down, too. */
    static double now() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return fault.title() + " at " + String.format("%.1f", from);
    }
}
