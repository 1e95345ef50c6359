package org.musterhpc.launcher.view.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.View.Halted;

/** Why a campaign was halted, and what to do. */
public final class HaltText {
    private HaltText() {}

    /** One line. */
    public static String why(Halted halted) {
        String stage = "stage " + Harmless.line(halted.stage());
        String count = Numbers.grouped(halted.failures());
        String last = SummaryText.quoted(halted.id());
        return halted.how() == null
                ? "halted: " + Numbers.of(count, "task") + " of " + stage + " failed, the last of them " + last
                : "halted: " + Numbers.of(count, "attempt") + " of " + stage + " failed, all as "
                        + Harmless.line(halted.how()) + ", and none succeeded; the last was at " + last;
    }

    /** What to do, a line each. */
    public static List<String> advice(String campaign, Halted halted) {
        return List.of(
                "why it failed: muster logs " + campaign + " " + SummaryText.quoted(halted.id()),
                "go on as it is: muster resume " + campaign + "; run what failed again: muster retry " + campaign);
    }

    public static void put(ObjectNode status, @Nullable Halted halted) {
        if (halted != null) {
            ObjectNode json = status.putObject("halted");
            json.put("stage", halted.stage()).put("failures", halted.failures());
            json.put("how", halted.how()).put("id", halted.id());
        }
    }
}
