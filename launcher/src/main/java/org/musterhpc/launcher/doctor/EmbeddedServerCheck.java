package org.musterhpc.launcher.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.launcher.server.ServerStatus;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** Whether our own Redis starts here, and from which program. It is left as it was found: running or not. */
record EmbeddedServerCheck(MusterHome home, Map<String, String> env) implements Check {
    private static final String NAME = "own redis";

    @Override
    public List<CheckResult> look() {
        LocalRedis redis = new LocalRedis(home, env);
        List<CheckResult> findings = new ArrayList<>();
        try {
            boolean before = redis.status().isRunning();
            RedisAddress address = redis.ensureRunning();
            ServerStatus.Running running = redis.status().running();
            if (running != null) {
                findings.add(CheckResult.ok(
                        NAME,
                        running.version() + " (" + running.program() + "), "
                                + (before ? "running" : "starts and stops")));
            }
            findings.addAll(new ServerCheck(address, true, Set.of()).look());
            if (!before) {
                redis.stop();
            }
        } catch (Problem problem) {
            findings.add(CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice()));
        }
        return findings;
    }
}
