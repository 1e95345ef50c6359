package org.musterhpc.launcher.cli.command.site;

import java.util.List;
import org.musterhpc.launcher.app.site.SelfCheck;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.doctor.CheckResult;
import org.musterhpc.launcher.doctor.Doctor;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Output;

/** {@code muster self-check}: tries what was installed, in a folder with a server of its own; status 1 where it fails. */
public final class SelfCheckCommand extends SessionCommand {
    @Override
    protected int run(Session session) {
        int[] failures = {0};
        new SelfCheck(session.around().env())
                .examine(
                        finding -> {
                            failures[0] += finding.level() == CheckResult.Level.FAIL ? 1 : 0;
                            tell(session, finding);
                        },
                        gone -> {
                            session.err().line("");
                            session.note("self-check is left; its folder and its server are gone");
                        });
        if (!session.json()) {
            session.out()
                    .line(
                            failures[0] == 0
                                    ? "this installation works"
                                    : "this installation does not work: "
                                            + Numbers.of(Integer.toString(failures[0]), "check") + " failed");
        }
        return failures[0] == 0 ? 0 : Problem.FAILED;
    }

    private static void tell(Session session, CheckResult finding) {
        Output out = session.out();
        if (session.json()) {
            out.json(DoctorCommand.json(finding));
        } else {
            out.line(Doctor.text(List.of(finding)).stripTrailing());
        }
        out.flush();
    }
}
