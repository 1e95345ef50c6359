package org.musterhpc.launcher.doctor;

import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.problem.Problem;

/** Whether each dialect's template that Muster brings along becomes a batch script. */
record TemplatesCheck(List<Dialect> dialects) implements Check {
    private static final String NAME = "templates";

    @Override
    public List<CheckResult> look() {
        List<CheckResult> failures = new ArrayList<>();
        for (Dialect dialect : dialects) {
            try {
                TemplateLook.ours(dialect);
            } catch (Problem problem) {
                failures.add(CheckResult.fail(
                        NAME, dialect.name() + ": " + problem.getMessage(), "unpack or build Muster again"));
            }
        }
        String names = String.join(", ", dialects.stream().map(Dialect::name).toList());
        return failures.isEmpty() ? List.of(CheckResult.ok(NAME, names + " become batch scripts")) : failures;
    }
}
