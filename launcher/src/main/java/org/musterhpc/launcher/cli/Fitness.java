package org.musterhpc.launcher.cli;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.doctor.Finding;
import org.musterhpc.launcher.doctor.ServerReport;
import org.musterhpc.launcher.problem.Problem;

/** Before a campaign begins or goes on: whether its tasks are safe at this server. What doctor tells, it acts on. */
final class Fitness {
    private Fitness() {}

    /**
     * @throws Problem usage, where tasks would be lost there, or anybody could have them run
     */
    static void check(Session session) {
        Set<Hazard> accepted = session.setup().accepted();
        List<Finding> findings = session.link().servers().stream()
                .flatMap(facts -> new ServerReport(facts, session.address(), accepted).findings().stream())
                .toList();
        List<Finding> wrong = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
        if (!wrong.isEmpty()) {
            throw Problem.usage(
                    "Redis at " + session.address() + " is not fit for campaigns: "
                            + wrong.stream().map(Finding::what).distinct().collect(Collectors.joining("; also, ")),
                    wrong.stream().map(Finding::advice).distinct().collect(Collectors.joining("; and ")));
        }
        findings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARN)
                .map(finding -> "redis: " + finding.what())
                .distinct()
                .forEach(session::note);
    }
}
