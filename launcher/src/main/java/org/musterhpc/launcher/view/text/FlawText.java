package org.musterhpc.launcher.view.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.View;

/** What {@code rollcall --deep} found that does not fit together. */
public final class FlawText {
    private static final int NAMED = 5;

    private FlawText() {}

    static String line(Flaw flaw) {
        List<String> ids = flaw.ids();
        String named = String.join(", ", ids.subList(0, Math.min(NAMED, ids.size())));
        String more = flaw.count() > Math.min(NAMED, ids.size()) ? ", …" : "";
        return (flaw.kind().remedy() == Flaw.Remedy.NONE ? "note     " : "wrong    ")
                + Harmless.line((flaw.stage().isEmpty() ? "" : flaw.stage() + ": ") + flaw.count() + " "
                        + flaw.kind().what() + " (" + named + more + ")");
    }

    public static void put(ObjectNode json, Flaw flaw) {
        json.put("stage", flaw.stage().isEmpty() ? null : flaw.stage());
        json.put("kind", flaw.kind().name()).put("what", flaw.kind().what()).put("count", flaw.count());
        flaw.ids().forEach(json.putArray("ids")::add);
        json.put("remedy", flaw.kind().remedy().name().toLowerCase(Locale.ROOT));
    }

    /** What to do. */
    static List<String> advice(String campaign, View.Overview overview, View.Audit audit) {
        List<String> advice = new ArrayList<>();
        boolean lost = !overview.holds()
                || !audit.missing().isEmpty()
                || !audit.doubled().isEmpty();
        if (lost || has(audit, Flaw.Remedy.RESTORE)) {
            advice.add("mend it with: muster restore " + campaign);
        } else if (has(audit, Flaw.Remedy.SWEEP)) {
            advice.add("agents mend it within a lease; where none is there: muster run " + campaign
                    + ", or muster sentinel " + campaign + " --once");
        }
        return advice;
    }

    private static boolean has(View.Audit audit, Flaw.Remedy remedy) {
        return audit.flaws().stream().anyMatch(flaw -> flaw.kind().remedy() == remedy);
    }
}
