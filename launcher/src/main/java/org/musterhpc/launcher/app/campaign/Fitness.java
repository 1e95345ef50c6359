package org.musterhpc.launcher.app.campaign;

import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.ServerReport;
import org.musterhpc.launcher.problem.Problem;

/** Tells, before a campaign begins or goes on, whether its tasks are safe at this server. What doctor tells, it acts on. */
public record Fitness(Connection connection, Setup setup, Notes notes) {
    /** @throws Problem usage, where tasks would be lost there, or anybody could have them run */
    public void check() {
        List<CheckResult> findings = connection.link().servers().stream()
                .flatMap(facts -> new ServerReport(facts, connection.address(), setup.accepted()).findings().stream())
                .toList();
        List<CheckResult> wrong = findings.stream()
                .filter(finding -> finding.level() == CheckResult.Level.FAIL)
                .toList();
        if (!wrong.isEmpty()) {
            throw Problem.usage(
                    "Redis at " + connection.address() + " is not fit for campaigns: "
                            + wrong.stream().map(CheckResult::what).distinct().collect(Collectors.joining("; also, ")),
                    wrong.stream().map(CheckResult::advice).distinct().collect(Collectors.joining("; and ")));
        }
        findings.stream()
                .filter(finding -> finding.level() == CheckResult.Level.WARN)
                .map(finding -> "redis: " + finding.what())
                .distinct()
                .forEach(notes::note);
    }
}
