package org.musterhpc.launcher.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;

/** Whether the agent's program is there and starts. */
record AgentCheck(Supplier<Path> program) implements Check {
    private static final String NAME = "agent";
    private static final String AGAIN = "unpack or build Muster again";
    /** Without arguments it says how it is to be used; also on first use, when it may have to be built. */
    private static final int USAGE = 2;

    private static final int PATIENCE_S = 60;

    /** The one beside this program. */
    static AgentCheck beside() {
        return new AgentCheck(AgentProgram::find);
    }

    @Override
    public List<CheckResult> look() {
        try {
            return List.of(started(program.get()));
        } catch (Problem problem) {
            return List.of(CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice()));
        } catch (IOException e) {
            return List.of(CheckResult.fail(NAME, "does not start: " + PrivateFiles.reason(e), AGAIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(CheckResult.warn(NAME, "was not looked at: interrupted", "try again"));
        }
    }

    private static CheckResult started(Path agent) throws IOException, InterruptedException {
        Process process = Secrets.kept(new ProcessBuilder(agent.toString()))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .start();
        // Its words are few: they fit the pipe, so it never waits for us.
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return CheckResult.fail(NAME, agent + " did not end within " + PATIENCE_S + " s", AGAIN);
        }
        if (process.exitValue() == USAGE) {
            return CheckResult.ok(NAME, agent + " starts");
        }
        EndSignal.ends(process.exitValue());
        String said = new String(process.getInputStream().readNBytes(300), StandardCharsets.UTF_8).strip();
        return CheckResult.fail(NAME, agent + " ends with exit " + process.exitValue() + ": " + said, AGAIN);
    }
}
