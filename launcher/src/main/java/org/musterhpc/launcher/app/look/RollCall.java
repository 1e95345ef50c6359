package org.musterhpc.launcher.app.look;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.View;

/** Tells whether every task of a campaign is in exactly one state. */
public record RollCall(View view) {
    /** @param audit null: ids were not compared */
    public record Roll(View.Overview overview, View.@Nullable Audit audit) {
        public boolean holds() {
            return overview.holds() && (audit == null || audit.holds());
        }
    }

    /** @param deep whether ids are compared, too */
    public Roll of(String campaign, boolean deep) {
        View.Audit audit = deep ? view.audit(campaign) : null;
        return new Roll(view.overview(campaign), audit);
    }

    /** Tasks are missing: what is there has ended, but the campaign has not, or its counters are wrong. */
    public static Problem broken(String campaign, View.Overview overview) {
        Standing total = Standing.sum(overview.stages(), Map.of());
        long there = total.blocked() + total.working() + total.delayed() + total.ended();
        return Problem.failed(
                "Redis has lost something of campaign " + campaign + ": the roll does not hold, with "
                        + Numbers.grouped(there) + " of " + Numbers.of(Numbers.grouped(total.total()), "task")
                        + " blocked, running or ended",
                "put it together from its manifest, its journals and what is there: muster restore " + campaign
                        + "; muster rollcall " + campaign + " --deep tells what is wrong");
    }
}
