package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.ArrayForce;
import org.musterhpc.launcher.follow.LeaseSweep;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** One campaign that a sentinel looks after: the sweep of what fell silent, and its arrays on each cluster. */
final class Guarded {
    /** What goes wrong on one cluster must not keep the sentinel from the others, nor be said every second. */
    private static final Duration AFTER_A_PROBLEM = Duration.ofMinutes(1);

    private final Session session;
    private final Campaign campaign;
    private final LeaseSweep sweep;
    private final @Nullable SigningKey key;
    private final List<String> first = new ArrayList<>();
    private final List<Ward> wards = new ArrayList<>();

    private static final class Ward {
        private final ArrayForce force;
        private Instant next = Instant.EPOCH;
        private String said = "";

        Ward(ArrayForce force) {
            this.force = force;
        }
    }

    private Guarded(Session session, Campaign campaign) {
        this.session = session;
        this.campaign = campaign;
        this.sweep = new LeaseSweep(
                session.link().work(campaign.name()), session.setup().lease());
        this.key = key();
        join();
    }

    /** Null: somebody else's campaign. What fell silent is taken back, but nothing is submitted for it. */
    private @Nullable SigningKey key() {
        try {
            return session.key(campaign);
        } catch (Problem e) {
            first.add(e.getMessage() + " (" + e.advice() + ")");
            return null;
        }
    }

    static Guarded of(Session session, String name) {
        Campaign campaign = session.view()
                .campaign(name)
                .orElseThrow(() -> Problem.failed(
                        "campaign " + name + " is not there any more", "somebody has removed it meanwhile"));
        return new Guarded(session, campaign);
    }

    /** Clusters may be added while the campaign runs; of a campaign that has just been made, the first one too. */
    private void join() {
        if (key == null) {
            return;
        }
        Set<String> known =
                wards.stream().map(ward -> ward.force.watch().cluster()).collect(Collectors.toSet());
        Forces.watch(session, campaign, key, known).forEach(force -> wards.add(new Ward(force)));
    }

    /** Does what is due; says what a person should know. */
    List<String> runOnce(View.Overview overview) {
        List<String> notes = new ArrayList<>(first);
        first.clear();
        notes.addAll(sweep.runOnce(overview));
        join();
        for (Ward ward : wards) {
            // What lies further ahead than it can is of a clock that was put back since.
            if (overview.now().isBefore(ward.next)
                    && !overview.now().plus(AFTER_A_PROBLEM).isBefore(ward.next)) {
                continue;
            }
            try {
                notes.addAll(ward.force.care().runOnce(overview));
                ward.said = "";
            } catch (Problem e) {
                ward.next = overview.now().plus(AFTER_A_PROBLEM);
                String what = e.getMessage() + " (" + e.advice() + ")";
                if (!what.equals(ward.said)) {
                    notes.add(what);
                }
                ward.said = what;
            }
        }
        return notes;
    }

    /** One round now, whether or not it is due. */
    List<Said> once(View.Overview overview) {
        List<Said> rounds = new ArrayList<>();
        List<String> swept = new ArrayList<>(first);
        swept.addAll(sweep.runOnce(overview));
        rounds.add(new Said("", 0, 0, swept));
        for (Ward ward : wards) {
            if (overview.complete()) {
                // Only what became of its arrays is to be heard; an answer of before they ended is none.
                ward.force.watch().refresh(session.now());
            }
            var round = ward.force.watch().runOnce(overview, seen -> 0);
            List<String> notes = new ArrayList<>(round.notes());
            if (!round.watching()) {
                notes.add("another program watches this cluster");
            }
            rounds.add(new Said(ward.force.watch().cluster(), round.submitted(), round.released(), notes));
        }
        return rounds;
    }

    /** What one round did: elements submitted, tasks taken back. */
    record Said(String cluster, int submitted, int released, List<String> notes) {}

    void finished() {
        wards.forEach(ward -> ward.force.finished());
        sweep.close();
    }

    void leave() {
        wards.forEach(ward -> ward.force.leave());
        sweep.close();
    }
}
