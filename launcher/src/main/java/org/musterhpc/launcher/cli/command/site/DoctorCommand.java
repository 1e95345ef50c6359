package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.site.Checkup;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Walltime;
import picocli.CommandLine.Option;

/** {@code muster doctor}: looks over machine and setup, or a cluster; status 1 where campaigns cannot run like this. */
public final class DoctorCommand extends SessionCommand {
    @Option(names = "--cluster", paramLabel = "NAME", description = "look over this cluster instead of this machine")
    @Nullable
    String cluster;

    @Option(
            names = "--allocation",
            description = "with --cluster: also submit an array of one element, and tell what its node sees")
    boolean allocation;

    @Option(
            names = "--timeout",
            paramLabel = "DUR",
            defaultValue = "2m",
            description = "how long the node is waited for (default: ${DEFAULT-VALUE})")
    String timeout = "2m";

    @Override
    protected int run(Session session) {
        List<CheckResult> findings = findings(session);
        if (session.json()) {
            findings.forEach(finding -> session.out().json(json(finding)));
        } else {
            session.out().line(Doctor.text(findings).stripTrailing());
        }
        return findings.stream().anyMatch(finding -> finding.level() == CheckResult.Level.FAIL) ? Problem.FAILED : 0;
    }

    static ObjectNode json(CheckResult finding) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("check", finding.check())
                .put("level", finding.level().name())
                .put("what", finding.what())
                .put("advice", finding.advice());
    }

    private List<CheckResult> findings(Session session) {
        if (cluster == null && allocation) {
            throw Problem.usage("--allocation is about a cluster, and none is named", "add --cluster NAME");
        }
        Checkup checkup = session.app().checkup();
        return cluster == null ? checkup.machine() : checkup.cluster(cluster, allocation ? patience() : null);
    }

    private Duration patience() {
        try {
            return Walltime.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--timeout: " + e.getMessage(), "write for instance 2m");
        }
    }
}
