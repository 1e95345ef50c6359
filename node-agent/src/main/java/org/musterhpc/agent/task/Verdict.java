package org.musterhpc.agent.task;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.Runner.ExitInfo;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.LogRef;
import org.musterhpc.queue.model.Outcome;

/** How an attempt has ended. */
record Verdict(
        Outcome outcome,
        Detail detail,
        ExitInfo exit,
        @Nullable JsonNode result,
        @Nullable LogRef log) {

    /** Of one of which nothing was started. */
    static Verdict notRun(Outcome outcome, @Nullable String reason) {
        return of(outcome, new Detail(null, null, reason), ExitInfo.NONE);
    }

    static Verdict of(Outcome outcome, Detail detail, ExitInfo exit) {
        return new Verdict(outcome, detail, exit, null, null);
    }

    /** With what else is to be said; it does not take the place of a reason. */
    Verdict with(@Nullable String remark) {
        return remark == null || detail.reason() != null
                ? this
                : new Verdict(outcome, new Detail(detail.exit(), detail.signal(), remark), exit, result, log);
    }

    Verdict with(ResultFile.Taken taken) {
        return new Verdict(outcome, detail, exit, taken.value(), log).with(taken.complaint());
    }

    Verdict in(@Nullable LogRef place) {
        return new Verdict(outcome, detail, exit, result, place);
    }
}
