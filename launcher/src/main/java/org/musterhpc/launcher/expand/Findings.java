package org.musterhpc.launcher.expand;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;

/** Collects what is wrong: counts all of it, keeps the first. */
final class Findings {
    private final List<Finding> kept = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long found;

    void add(Spot at, String what, String advice) {
        found++;
        if (kept.size() < Verification.SHOWN) {
            kept.add(new Finding(at + ": " + what, advice));
        }
    }

    /** So many more, of which nothing is said. */
    void more(long others) {
        found += others;
    }

    /** Something that keeps nobody from anything, but should be known. */
    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return notes;
    }

    List<Finding> kept() {
        return kept;
    }

    long found() {
        return found;
    }

    /** All of it as one problem, a line each. */
    Problem problem() {
        if (found == 1) {
            return Problem.usage(kept.get(0).what(), kept.get(0).advice());
        }
        String lines = kept.stream().map(Finding::what).collect(Collectors.joining("\n"));
        String more = found > kept.size() ? "\n… and " + (found - kept.size()) + " more" : "";
        return Problem.usage(
                lines + more,
                found + " problems were found and nothing was sent; "
                        + kept.get(0).advice());
    }
}
