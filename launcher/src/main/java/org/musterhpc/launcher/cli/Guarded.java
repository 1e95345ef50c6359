package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.batch.ArrayForce;
import org.musterhpc.launcher.follow.SweepCare;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/** One campaign that a sentinel looks after: the sweep of what fell silent, and its arrays on each cluster. */
final class Guarded {
    /** What goes wrong on one cluster must not keep the sentinel from the others, nor be said every second. */
    private static final Duration AFTER_A_PROBLEM = Duration.ofMinutes(1);

    private final SweepCare sweep;
    private final List<Ward> wards = new ArrayList<>();

    private static final class Ward {
        private final ArrayForce force;
        private Instant next = Instant.EPOCH;
        private String said = "";

        Ward(ArrayForce force) {
            this.force = force;
        }
    }

    private Guarded(SweepCare sweep) {
        this.sweep = sweep;
    }

    static Guarded of(Session session, String name) {
        Campaign campaign = session.view()
                .campaign(name)
                .orElseThrow(() -> Problem.failed(
                        "campaign " + name + " is not there any more", "somebody has removed it meanwhile"));
        Guarded guarded = new Guarded(new SweepCare(session.link().work(name)));
        Forces.watch(session, campaign).forEach(force -> guarded.wards.add(new Ward(force)));
        return guarded;
    }

    /** Does what is due; says what a person should know. */
    List<String> turn(View.Overview overview) {
        List<String> notes = new ArrayList<>(sweep.turn(overview));
        for (Ward ward : wards) {
            if (overview.now().isBefore(ward.next)) {
                continue;
            }
            try {
                notes.addAll(ward.force.care().turn(overview));
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
        rounds.add(new Said("", 0, 0, sweep.turn(overview)));
        for (Ward ward : wards) {
            var round = ward.force.watch().runOnce(overview, 0);
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
