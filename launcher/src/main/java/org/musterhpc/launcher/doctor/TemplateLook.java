package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.templates.Templates;

/** Whether the template of the cluster's batch scripts becomes a script. */
final class TemplateLook {
    private static final String NAME = "template";

    private TemplateLook() {}

    static CheckResult of(Dialect dialect, Batch settings) {
        try {
            render(dialect, settings, "m-doctor", "/logs", List.of("muster-agent"));
            return CheckResult.ok(
                    NAME,
                    settings.site().templates() == null
                            ? "ours"
                            : settings.site().templates().toString());
        } catch (Problem problem) {
            return CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice());
        }
    }

    /**
     * A script of one short element.
     *
     * @throws Problem with file and line
     */
    static String render(Dialect dialect, Batch settings, String name, String logs, List<String> command) {
        return Templates.array(dialect, settings.site().templates())
                .render(request(name, new ArrayRequest.Site(settings.options(), settings.directives()), logs, command));
    }

    /** The one that Muster brings along, for a site that sets nothing. */
    static String ours(Dialect dialect) {
        return Templates.array(dialect, null)
                .render(request(
                        "m-check", new ArrayRequest.Site(Map.of(), List.of()), "/logs", List.of("muster-agent")));
    }

    private static ArrayRequest request(String name, ArrayRequest.Site site, String logs, List<String> command) {
        return new ArrayRequest(
                name,
                new ArrayRequest.Indices(0, 0, null),
                new ArrayRequest.Needs(Duration.ofMinutes(5), 1, null, null),
                site,
                logs,
                command);
    }
}
