package org.musterhpc.launcher.advice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.history.Distribution;
import org.musterhpc.launcher.history.StageHistory;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Outcome;

/**
 * How much walltime to ask for. What 99% of the attempts took, and two fifths more; all that was seen, and a tenth more, where
 * that is not more than twice as much: beyond, it is cheaper to run the few again with twice the walltime, if that is the
 * stage's rule.
 */
final class WalltimeAdvice {
    private static final double MARGIN = 1.4;
    private static final double MARGIN_OF_LONGEST = 1.1;
    private static final double FAR = 2;
    /** Less than a quarter saved is not worth a change. */
    private static final double WORTH = 0.75;
    /** Where so few of a hundred are cut off though all others take a fraction, those hang. */
    private static final double FEW = 0.05;

    private static final double FRACTION = 0.25;
    private static final double MORE = 1.5;

    private final Duration asked;
    private final boolean grows;
    private final Distribution wall;
    private final long cut;

    /** @param grows whether what its walltime ended is run again with more */
    WalltimeAdvice(Duration asked, boolean grows, StageHistory history) {
        this.asked = asked;
        this.grows = grows;
        this.wall = history.wall();
        this.cut = history.attempts(Outcome.WALLTIME);
    }

    /** @param to null: nothing is to be changed */
    record Answer(String sentence, @Nullable Duration to) {}

    /** @param enough whether enough attempts were OK to go by them */
    @Nullable
    Answer answer(boolean enough) {
        double p99 = wall.quantile(0.99);
        boolean hang = enough && p99 * MARGIN <= asked.toMillis() * FRACTION && cut <= FEW * (wall.count() + cut);
        if (cut > 0 && !hang) {
            Duration more = Rounded.walltime(
                    Math.max(Math.max(MORE * asked.toMillis(), MARGIN * p99), MARGIN_OF_LONGEST * wall.greatest()));
            return new Answer(
                    Numbers.of(Numbers.grouped(cut), "attempt") + " ran out of " + Rounded.text(asked) + ": ask "
                            + Rounded.text(more),
                    more);
        }
        if (!enough) {
            return null;
        }
        double most = MARGIN * p99;
        double all = MARGIN_OF_LONGEST * wall.greatest();
        boolean leaveFew = grows && all > FAR * most;
        Duration ask = Rounded.walltime(leaveFew ? most : Math.max(most, all));
        String seen =
                "99% took no more than " + Times.exact(p99 / 1000) + ", and " + Rounded.text(asked) + " was asked";
        String hanging = cut > 0
                ? "; " + Numbers.of(Numbers.grouped(cut), "attempt") + " ran into it all the same: more will not help"
                        + " these, see what they wait for"
                : "";
        if (ask.toMillis() > WORTH * asked.toMillis()) {
            return new Answer(seen + hanging + ": as it should be", null);
        }
        long longer = leaveFew ? wall.above(ask.toMillis()) : 0;
        String few = longer > 0
                ? " (" + Numbers.grouped(longer) + " of " + Numbers.grouped(wall.count())
                        + " took longer, and would run again with more)"
                : "";
        return new Answer(seen + hanging + ": ask " + Rounded.text(ask) + few, ask);
    }
}
