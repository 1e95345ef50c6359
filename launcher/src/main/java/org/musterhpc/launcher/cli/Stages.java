package org.musterhpc.launcher.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.model.Stage;

/** Makes sure of {@code --stage}. */
final class Stages {
    private Stages() {}

    static void check(Session session, String campaign, @Nullable String stage) {
        if (stage == null) {
            return;
        }
        List<String> names = session.view().campaign(campaign).stream()
                .flatMap(known -> known.stages().stream())
                .map(Stage::name)
                .toList();
        if (!names.contains(stage)) {
            String near = NearestName.of(stage, names);
            throw Problem.usage(
                    "campaign " + campaign + " has no stage '" + stage + "'",
                    near != null ? "did you mean: " + near : "it has " + String.join(", ", names));
        }
    }
}
