package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.doctor.Finding;
import org.musterhpc.launcher.problem.Problem;

/** {@code muster doctor}: looks over machine and setup; status 1 where campaigns cannot run like this. */
final class DoctorCommand extends SessionCommand {
    DoctorCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        Doctor doctor = Doctor.of(
                session.home(), session.around().env(), session.setup().redis());
        List<Finding> findings = doctor.examine();
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
}
