package org.musterhpc.launcher.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** Attempts of one stage that failed in one way. */
public final class FailureGroup {
    private static final int SAMPLES = 20;

    private final Kind kind;
    private final List<Sample> samples = new ArrayList<>();
    private long attempts;
    private long dead;

    /** In which way. */
    public record Kind(
            String stage,
            Outcome outcome,
            @Nullable Integer exit,
            @Nullable Integer signal) {
        static Kind of(String stage, Attempt attempt) {
            return new Kind(
                    stage,
                    attempt.outcome(),
                    attempt.detail().exit(),
                    attempt.detail().signal());
        }
    }

    /** @param id of the task; empty where only its attempt is known */
    public record Sample(String id, Attempt attempt) {}

    FailureGroup(Kind kind) {
        this.kind = kind;
    }

    /** @param ended whether the task is dead by it */
    void add(String id, Attempt attempt, boolean ended) {
        attempts++;
        dead += ended ? 1 : 0;
        if (samples.size() < SAMPLES) {
            samples.add(new Sample(id, attempt));
        }
    }

    public Kind kind() {
        return kind;
    }

    public long attempts() {
        return attempts;
    }

    /** How many of the tasks are dead by it; the others were tried again. */
    public long dead() {
        return dead;
    }

    /** The first few. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }
}
