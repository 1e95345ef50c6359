package org.musterhpc.launcher.advice;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.history.Distribution;
import org.musterhpc.launcher.history.StageHistory;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Outcome;

/** How much memory to ask for: the most that was seen, and a quarter more. One that lacks memory is killed, so no task is left out. */
final class MemoryAdvice {
    private static final long KIBIBYTE = 1_024;
    private static final double MARGIN = 1.25;
    private static final double WORTH = 0.75;
    private static final double MORE = 2;

    private final @Nullable Long asked;
    private final Distribution memory;
    private final long killed;

    MemoryAdvice(@Nullable Long asked, StageHistory history) {
        this.asked = asked;
        this.memory = history.memory();
        this.killed = history.attempts(Outcome.OOM);
    }

    /** @param to in bytes; null: nothing is to be changed */
    record Answer(String sentence, @Nullable Long to) {}

    /** @param enough whether enough attempts were OK to go by them */
    @Nullable
    Answer answer(boolean enough) {
        Long limit = asked;
        double most = (double) memory.greatest() * KIBIBYTE;
        if (killed > 0) {
            long more = Rounded.memory(Math.max(limit == null ? 0 : MORE * limit, MARGIN * most));
            String of = limit == null ? "" : " of " + MemorySize.format(limit);
            boolean known = limit != null || most > 0;
            return new Answer(
                    Numbers.of(Numbers.grouped(killed), "attempt") + " ran out of memory" + of
                            + (known ? ": ask " + MemorySize.format(more) : ": ask for some, and for more than that"),
                    known ? (Long) more : null);
        }
        if (!enough || memory.count() == 0) {
            return null;
        }
        long ask = Rounded.memory(MARGIN * most);
        String seen = "memory peaks at " + Numbers.bytes(Math.round(most));
        if (limit == null) {
            return new Answer(
                    seen + ", none was asked: a scheduler that is told " + MemorySize.format(ask)
                            + " may find room sooner",
                    null);
        }
        seen += " of " + MemorySize.format(limit);
        return ask > WORTH * limit
                ? new Answer(seen + ": as it should be", null)
                : new Answer(seen + ": ask " + MemorySize.format(ask), ask);
    }
}
