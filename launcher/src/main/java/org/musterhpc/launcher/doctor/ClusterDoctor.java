package org.musterhpc.launcher.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** Looks over a cluster with a scheduler. */
public final class ClusterDoctor {
    private final MusterHome home;
    private final Batch settings;
    private final Shell shell;
    private final Pause pause;
    private final @Nullable RedisAddress redis;
    private final Set<Hazard> accepted;

    /**
     * @param redis as nodes reach it; null: they cannot
     * @param accepted what of a server's being unfit is taken all the same
     */
    public ClusterDoctor(
            MusterHome home,
            Batch settings,
            Shell shell,
            Pause pause,
            @Nullable RedisAddress redis,
            Set<Hazard> accepted) {
        this.home = home;
        this.settings = settings;
        this.shell = shell;
        this.pause = pause;
        this.redis = redis;
        this.accepted = accepted;
    }

    /**
     * @param allocation how long a compute node is waited for; null: none is asked for
     */
    public List<CheckResult> examine(@Nullable Duration allocation) {
        Retries retries = new Retries(pause);
        Dialect dialect = Dialects.named(settings.dialect()).orElseThrow();
        BundleInstaller installer;
        try {
            installer = new BundleInstaller(home, AgentLibrary.find(), retries);
        } catch (Problem problem) {
            return List.of(CheckResult.fail("agent", String.valueOf(problem.getMessage()), problem.advice()));
        }
        List<CheckResult> findings =
                new ArrayList<>(new ClusterCheck(settings, dialect, shell, retries, installer, redis).look());
        // Whatever a run has kept of what the scheduler allows: it asks again.
        Site.forgetLimits(home.cluster(settings.name()));
        RedisAddress named = redis;
        if (named != null) {
            findings.addAll(new ServerCheck(named, false, accepted).look());
        }
        boolean reached = findings.stream()
                .noneMatch(finding -> finding.check().equals("cluster") && finding.level() == CheckResult.Level.FAIL);
        if (allocation != null && !dialect.place().sharesFolder()) {
            findings.add(CheckResult.warn(
                    "node",
                    "a probe answers into a folder that both sides see; type " + dialect.name() + " has none",
                    "muster pool start " + settings.name() + ", then send it a campaign of one task"));
        } else if (allocation != null && reached && named != null) {
            Scheduler scheduler =
                    new Scheduler(dialect, shell, retries, settings.site().timeout());
            findings.addAll(new AllocationCheck(
                            new AllocationCheck.Errand(settings, scheduler, shell, retries),
                            installer,
                            named,
                            pause,
                            allocation)
                    .look());
        }
        return findings;
    }
}
