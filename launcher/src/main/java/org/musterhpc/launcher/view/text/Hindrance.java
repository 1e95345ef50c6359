package org.musterhpc.launcher.view.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.model.Stage;

/** What keeps a stage that waits for a whole other one from ever starting: failures there, or further up. */
final class Hindrance {
    private Hindrance() {}

    /** @return nothing where it may still start by itself */
    static List<String> of(Explanation known, Stage.After after) {
        Map<String, Stage> stages = new HashMap<>();
        known.stages().forEach(stage -> stages.put(stage.name(), stage));
        Set<String> seen = new HashSet<>();
        String name = after.stages().get(0);
        while (name != null && seen.add(name)) {
            Tally tally = known.overview().stages().get(name);
            Standing standing = tally == null ? Standing.NOTHING : Standing.of(tally, 0);
            if (standing.failed() > 0) {
                boolean cancelled = standing.cancelled() > 0;
                return List.of(
                        "it can never start like this: "
                                + Numbers.of(Numbers.grouped(standing.failed()), "task") + " of stage "
                                + Harmless.line(name) + " failed or " + (standing.failed() == 1 ? "was" : "were")
                                + " cancelled",
                        "run them again: muster retry " + known.campaign() + (cancelled ? " --cancelled-too" : ""));
            }
            name = standing.blocked() > 0 ? before(stages.get(name)) : null;
        }
        return List.of();
    }

    private static @Nullable String before(@Nullable Stage stage) {
        Stage.After after = stage == null ? null : stage.after();
        return after == null ? null : after.stages().get(0);
    }
}
