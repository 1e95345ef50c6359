package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.Landscape;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Walltime;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.ServerProbe;

/**
 * A cluster with a scheduler, as it is reached from here: connection, scheduler, shared folder, Java, template, Redis.
 *
 * @param redis as nodes reach it; null: they cannot
 */
record ClusterCheck(
        Batch settings,
        Dialect dialect,
        Shell shell,
        Retries retries,
        BundleInstaller installer,
        @Nullable RedisAddress redis)
        implements Check {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MUCH = Duration.ofMinutes(1);

    @Override
    public List<CheckResult> look() {
        List<CheckResult> findings = new ArrayList<>();
        try {
            Instant before = InstantSource.system().instant();
            Answer date = shell.run(Command.of(LIMIT, "date", "+%s"));
            findings.add(CheckResult.ok("cluster", settings.name() + " is reached: " + shell.name()));
            findings.add(scheduler());
            findings.addAll(limits());
            findings.addAll(folder());
            findings.add(TemplateLook.of(dialect, settings));
            findings.addAll(server(date.outText().strip(), before));
        } catch (ShellFailure e) {
            findings.add(CheckResult.fail("cluster", e.getMessage(), e.advice()));
        }
        return findings;
    }

    private CheckResult scheduler() throws NoAnswer, NotSent, Refused {
        var answer = new Scheduler(dialect, shell, retries, settings.site().timeout()).ask(dialect.version());
        Optional<String> version = dialect.version(answer);
        if (version.isPresent()) {
            return CheckResult.ok("scheduler", version.get());
        }
        String program = dialect.version().get(0);
        return answer.exit() == 127
                ? CheckResult.fail(
                        "scheduler", "there is no " + program + " on " + shell.name(), Refusal.NO_COMMAND.advice())
                : CheckResult.fail(
                        "scheduler",
                        String.join(" ", dialect.version()) + " ends with exit " + answer.exit() + ": "
                                + answer.err().strip().lines().findFirst().orElse("nothing said"),
                        "see that it works for you there, in a shell without a terminal");
    }

    private List<CheckResult> limits() {
        Limits limits = new Scheduler(dialect, shell, retries, settings.site().timeout())
                .limits()
                .orElse(null);
        if (limits == null) {
            return List.of(CheckResult.fail(
                    "limits",
                    "the scheduler does not say what it allows",
                    "try there: " + String.join(" ", dialect.limits())));
        }
        List<CheckResult> findings = new ArrayList<>();
        String wanted =
                settings.options().getOrDefault("partition", settings.options().get("queue"));
        Limits.Partition partition = limits.partition(wanted);
        Integer arraySize = limits.arraySize(partition);
        Integer submitted = limits.submitted(partition);
        findings.add(CheckResult.ok(
                "limits",
                (arraySize == null ? "arrays of any size" : "arrays of " + arraySize)
                        + (submitted == null ? "" : ", " + submitted + " jobs at a time")));
        String names = String.join(", ", new TreeSet<>(limits.partitions().keySet()));
        if (wanted != null && !wanted.contains(",") && !limits.partitions().isEmpty()) {
            if (!limits.partitions().containsKey(wanted)) {
                findings.add(CheckResult.fail("partition", "there is no '" + wanted + "'", "use one of: " + names));
                return findings;
            }
        }
        Limits.Most most = partition.most();
        findings.add(CheckResult.ok(
                "partition",
                (wanted == null ? "the standard one" : wanted)
                        + (most.walltime() == null
                                ? ", no limit of walltime"
                                : ", walltime up to " + Walltime.format(most.walltime()))
                        + (most.cpus() == null ? "" : ", up to " + most.cpus() + " cpus a job")
                        + (most.memory() == null ? "" : ", up to " + MemorySize.format(most.memory()) + " a job")));
        return findings;
    }

    private List<CheckResult> folder() throws NoAnswer, NotSent, Refused {
        String remote = settings.site().remoteDir();
        List<CheckResult> findings = new ArrayList<>();
        try {
            OptionalLong room = installer.room(shell, remote);
            findings.add(CheckResult.ok("remote_dir", remote + " is writable"));
            room.ifPresent(bytes -> findings.add(HomeCheck.room(bytes)));
            if (!dialect.place().sharesFolder()) {
                return findings; // agents and their Java are in an image
            }
            Landscape there = installer.look(shell, remote);
            Landscape.Java java = there.java();
            String obstacle = installer.obstacle(there);
            if (java != null) {
                findings.add(CheckResult.ok("java there", java.version() + " (" + java.path() + ")"));
            } else if (obstacle.isEmpty()) {
                findings.add(CheckResult.ok("java there", "none of 17 or later: one is brought along, about 60 MB"));
            } else {
                findings.add(CheckResult.fail(
                        "java there",
                        "none of 17 or later, and none can be brought along: " + obstacle,
                        "have Java 17 or later there, or run muster by a JDK on a machine of the same kind"));
            }
        } catch (Problem problem) {
            findings.add(CheckResult.fail("remote_dir", String.valueOf(problem.getMessage()), problem.advice()));
        }
        return findings;
    }

    /** @param redis null: our own, which listens on this machine alone */
    static CheckResult unseen(@Nullable RedisAddress redis) {
        return CheckResult.fail(
                "redis seen",
                redis == null
                        ? "the Redis that Muster starts listens on this machine alone"
                        : redis + " leads each node to itself",
                "let it listen where nodes reach this machine: redis: {listen: ADDRESS} in muster.yml; or name another:"
                        + " redis: {url: redis://HOST:6379}");
    }

    private List<CheckResult> server(String epoch, Instant asked) {
        RedisAddress named = redis;
        if (named == null || named.where().loopback()) {
            return List.of(unseen(named));
        }
        if (!epoch.matches("\\d{9,11}")) {
            return List.of();
        }
        try (ServerProbe probe = ServerProbe.open(named, Duration.ofSeconds(5))) {
            Duration passed = Duration.between(asked, InstantSource.system().instant());
            Duration ahead = Duration.between(probe.time().minus(passed), Instant.ofEpochSecond(Long.parseLong(epoch)));
            return List.of(clock(shell.name(), ahead));
        } catch (QueueUnavailableException e) {
            return List.of(); // the server's own check says what is wrong
        }
    }

    /** @param ahead of Redis */
    static CheckResult clock(String whose, Duration ahead) {
        String what = whose + " is " + ahead.abs().toSeconds() + " s " + (ahead.isNegative() ? "behind" : "ahead of")
                + " redis";
        return ahead.abs().compareTo(MUCH) > 0
                ? CheckResult.warn("clock there", what, "times in logs will differ; set the clocks by NTP")
                : CheckResult.ok("clock there", what);
    }
}
