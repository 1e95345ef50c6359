package org.musterhpc.launcher.history;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/**
 * An attempt, as far as counting goes.
 *
 * @param from in milliseconds since 1970
 * @param to not before
 * @param slot the number of the agent's slot, as the name of its log tells; -1: it does not
 */
record Run(long from, long to, boolean failed, int slot) {
    private static final Instant LATEST = Instant.parse("2400-01-01T00:00:00Z");

    private static final Pattern LOG = Pattern.compile(".*/slot-(\\d{1,4})\\.log", Pattern.DOTALL);

    static Run of(Attempt attempt) {
        // A record may say any time: one that does not fit into milliseconds is one of long ago, or of far ahead.
        Instant started = attempt.started();
        Instant known = started.isBefore(Instant.EPOCH) ? Instant.EPOCH : started.isAfter(LATEST) ? LATEST : started;
        long from = known.toEpochMilli();
        long lasted = Math.round(Math.min(Attempts.seconds(attempt), 1e10) * 1000);
        Outcome outcome = attempt.outcome();
        return new Run(from, from + lasted, outcome != Outcome.OK && outcome != Outcome.CANCELLED, slot(attempt));
    }

    private static int slot(Attempt attempt) {
        Attempt.LogRef log = attempt.log();
        Matcher named = LOG.matcher(log == null ? "" : log.file());
        return named.matches() ? Integer.parseInt(named.group(1)) : -1;
    }
}
