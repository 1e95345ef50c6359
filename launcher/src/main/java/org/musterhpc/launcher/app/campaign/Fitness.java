package org.musterhpc.launcher.app.campaign;

import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.doctor.Finding;
import org.musterhpc.launcher.doctor.ServerReport;
import org.musterhpc.launcher.problem.Problem;

/** Tells, before a campaign begins or goes on, whether its tasks are safe at this server. What doctor tells, it acts on. */
public record Fitness(Connection connection, Setup setup, Notes notes) {
    /** @throws Problem usage, where tasks would be lost there, or anybody could have them run */
    public void check() {
        List<Finding> findings = connection.link().servers().stream()
                .flatMap(facts -> new ServerReport(facts, connection.address(), setup.accepted()).findings().stream())
                .toList();
        List<Finding> wrong = findings.stream()
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .toList();
        if (!wrong.isEmpty()) {
            throw Problem.usage(
                    "Redis at " + connection.address() + " is not fit for campaigns: "
                            + wrong.stream().map(Finding::what).distinct().collect(Collectors.joining("; also, ")),
                    wrong.stream().map(Finding::advice).distinct().collect(Collectors.joining("; and ")));
        }
        findings.stream()
                .filter(finding -> finding.level() == Finding.Level.WARN)
                .map(finding -> "redis: " + finding.what())
                .distinct()
                .forEach(notes::note);
    }
}
