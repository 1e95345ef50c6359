package org.musterhpc.launcher.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.Halted;

/** Why a campaign was halted, and what to do. */
public final class HaltText {
    private HaltText() {}

    /** One line. */
    public static String why(Halted halted) {
        String stage = "stage " + Harmless.line(halted.stage());
        String last = ", the last of them " + SummaryText.quoted(halted.id());
        String tasks = Numbers.of(Numbers.grouped(halted.tasks()), "task");
        return halted.how() == null
                ? "halted: " + tasks + " of " + stage + " failed" + last
                : "halted: " + tasks + " of " + stage + " all failed as " + Harmless.line(halted.how())
                        + ", and none was done" + last;
    }

    /** What to do, a line each. */
    public static List<String> advice(String campaign, Halted halted) {
        return List.of(
                "why it failed: muster logs " + campaign + " " + SummaryText.quoted(halted.id()),
                "go on as it is: muster resume " + campaign + "; run what failed again: muster retry " + campaign);
    }

    static void put(ObjectNode status, @Nullable Halted halted) {
        if (halted != null) {
            ObjectNode json = status.putObject("halted");
            json.put("stage", halted.stage()).put("tasks", halted.tasks());
            json.put("how", halted.how()).put("id", halted.id());
        }
    }
}
