package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.doctor.ClusterDoctor;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.doctor.Finding;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.Shells;
import org.musterhpc.queue.model.Walltime;
import picocli.CommandLine.Option;

/** {@code muster doctor}: looks over machine and setup, or a cluster; status 1 where campaigns cannot run like this. */
final class DoctorCommand extends SessionCommand {
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

    DoctorCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        List<Finding> findings = findings(session);
        if (session.json()) {
            findings.forEach(finding -> session.out()
                    .json(JsonNodeFactory.instance
                            .objectNode()
                            .put("check", finding.check())
                            .put("level", finding.level().name())
                            .put("what", finding.what())
                            .put("advice", finding.advice())));
        } else {
            session.out().line(Doctor.text(findings).stripTrailing());
        }
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? Problem.FAILED : 0;
    }

    private List<Finding> findings(Session session) {
        if (cluster == null) {
            if (allocation) {
                throw Problem.usage("--allocation is about a cluster, and none is named", "add --cluster NAME");
            }
            return machine(session);
        }
        ClusterSettings settings = session.setup().cluster(cluster);
        if (settings instanceof ClusterSettings.Local) {
            return machine(session);
        }
        if (!(settings instanceof ClusterSettings.Batch batch)) {
            throw Problem.usage(
                    "cluster '" + settings.name() + "' is of type hosts, which is not looked over yet",
                    "look over this machine: muster doctor");
        }
        Prompt prompt = session.streams().interactive() ? Prompt.terminal() : Prompt.NOBODY;
        try (Shell shell =
                new Shells(session.around().env(), prompt).open(batch.site().ssh(), batch.name())) {
            return new ClusterDoctor(
                            session.home(),
                            batch,
                            shell,
                            session.around().pause(),
                            session.addressElsewhere(),
                            session.setup().accepted())
                    .examine(allocation ? patience() : null);
        }
    }

    private static List<Finding> machine(Session session) {
        return Doctor.of(
                        session.home(),
                        session.around().env(),
                        session.setup().redis(),
                        session.setup().accepted())
                .examine();
    }

    private Duration patience() {
        try {
            return Walltime.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--timeout: " + e.getMessage(), "write for instance 2m");
        }
    }
}
