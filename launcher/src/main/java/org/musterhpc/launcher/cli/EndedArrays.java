package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.launcher.cluster.batch.ArrayForce;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Campaign;

/**
 * Arrays of campaigns that have ended. Agents leave by themselves; but elements may wait in a queue, a scheduler may not
 * answer just then, and until somebody has heard of their end each question to the scheduler asks for them.
 */
final class EndedArrays {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Session session;
    private final SentinelLog log;
    private final Map<String, Instant> next = new HashMap<>();
    private final Set<String> left = new HashSet<>();

    EndedArrays(Session session, SentinelLog log) {
        this.session = session;
        this.log = log;
    }

    /** Whether the campaign may have elements on clusters that are known here. */
    static boolean of(Session session, String campaign) {
        return session.link().ledger().arrays(campaign).stream()
                .anyMatch(array -> array.live() && session.setup().batch(array.cluster()) != null);
    }

    /**
     * Sees to their end, once a minute.
     *
     * @param campaign one that has ended
     * @return whether some may be left
     */
    boolean look(String campaign, View.Overview overview) {
        Instant due = next.get(campaign);
        if (due != null && overview.now().isBefore(due)) {
            return left.contains(campaign);
        }
        next.put(campaign, overview.now().plus(AGAIN));
        Campaign known = session.view().campaign(campaign).orElse(null);
        if (known == null || !of(session, campaign)) {
            left.remove(campaign);
            return false;
        }
        String problem = end(known);
        if (!of(session, campaign)) {
            left.remove(campaign);
        } else if (left.add(campaign)) {
            log.say(campaign, problem + "; it is asked again every minute");
        }
        return left.contains(campaign);
    }

    private String end(Campaign campaign) {
        String problem = "";
        for (ArrayForce force : Forces.watch(session, campaign, null, Set.of())) {
            try {
                force.watch().refresh(session.now());
                List<ArrayRecord> left = force.watch().live();
                if (left.isEmpty()) {
                    force.leave();
                    continue;
                }
                force.finished();
                problem = "cluster " + force.watch().cluster() + " does not confirm that "
                        + Numbers.of(Integer.toString(left.size()), "array") + " of it ended";
            } catch (Problem e) {
                problem = e.getMessage() + " (" + e.advice() + ")";
            }
        }
        return problem;
    }
}
