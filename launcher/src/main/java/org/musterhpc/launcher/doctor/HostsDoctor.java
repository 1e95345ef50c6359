package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.Landscape;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.SideBySide;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerUrl;

/** Looks over machines without a batch system, a line each. */
public final class HostsDoctor {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int NO_WAY_TO_TELL = 77;
    /** Only bash can open a connection by itself; where there is none, that is not looked at. */
    private static final String REACHES = "command -v bash >/dev/null && command -v timeout >/dev/null || exit "
            + NO_WAY_TO_TELL + "; timeout 10 bash -c ': </dev/tcp/$1/$2' bash \"$1\" \"$2\" 2>/dev/null";

    private final BundleInstaller installer;
    private final String remoteDir;
    private final @Nullable RedisAddress redis;
    private final Set<Hazard> accepted;

    /**
     * @param redis as the machines reach it; null: they cannot
     * @param accepted what of a server's being unfit is taken all the same
     */
    public HostsDoctor(
            BundleInstaller installer, String remoteDir, @Nullable RedisAddress redis, Set<Hazard> accepted) {
        this.installer = installer;
        this.remoteDir = remoteDir;
        this.redis = redis;
        this.accepted = accepted;
    }

    /** @param hosts by how muster.yml calls them; they are asked side by side */
    public List<CheckResult> examine(Map<String, Shell> hosts) {
        List<CheckResult> findings =
                new ArrayList<>(SideBySide.each(hosts.entrySet(), host -> look(host.getKey(), host.getValue())));
        RedisAddress named = redis;
        if (named == null || named.where().loopback()) {
            findings.add(ClusterCheck.unseen(named));
        } else {
            findings.addAll(new ServerCheck(named, false, accepted).look());
        }
        return findings;
    }

    private CheckResult look(String host, Shell shell) {
        String check = "host " + host;
        try {
            installer.room(shell, remoteDir);
            Landscape there = installer.look(shell, remoteDir);
            Landscape.Java java = there.java();
            String obstacle = installer.obstacle(there);
            if (!obstacle.isEmpty()) {
                return CheckResult.fail(
                        check,
                        "no Java 17 or later, and none can be brought along: " + obstacle,
                        "have Java 17 or later there, or run muster by a JDK on a machine of the same kind");
            }
            RedisAddress named = redis;
            if (named != null && !named.where().loopback() && !reaches(shell, named)) {
                return CheckResult.fail(
                        check,
                        "cannot reach Redis at " + named,
                        "see that no firewall is between, and that the address is right as seen from there");
            }
            return CheckResult.ok(
                    check,
                    "reached; " + remoteDir + " is writable; "
                            + (java == null ? "a Java is brought along" : "Java " + java.version()));
        } catch (ShellFailure e) {
            return CheckResult.fail(check, e.getMessage(), e.advice());
        } catch (Problem e) {
            return CheckResult.fail(check, String.valueOf(e.getMessage()), e.advice());
        }
    }

    private static boolean reaches(Shell shell, RedisAddress redis) throws NoAnswer, NotSent, Refused {
        for (ServerUrl.Server server : redis.where().servers()) {
            String port = Integer.toString(server.port());
            Answer answer = shell.run(Command.of(LIMIT, "sh", "-c", REACHES, "sh", server.host(), port));
            if (answer.exit() == 0 || answer.exit() == NO_WAY_TO_TELL) {
                return true;
            }
        }
        return false;
    }
}
