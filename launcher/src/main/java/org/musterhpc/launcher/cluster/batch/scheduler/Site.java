package org.musterhpc.launcher.cluster.batch.scheduler;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.launcher.bundle.CampaignFolder;
import org.musterhpc.launcher.cluster.batch.scheduler.SharedAnswers.Question;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFiles;

/** The connection to one cluster with a scheduler: its shell, its dialect, and what it answered lately. */
public final class Site implements AutoCloseable {
    private static final Duration LIMITS_HOLD = Duration.ofDays(1);
    /** One round asks for the limits several times. */
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final ClusterSettings.Batch settings;
    private final Shell shell;
    private final Retries retries;
    private final Scheduler scheduler;
    private final ShellFiles files;
    private final SharedAnswers answers;

    /** @param kept folder for answers that all programs of the user share; one for each Redis */
    public Site(ClusterSettings.Batch settings, Dialect dialect, Shell shell, Retries retries, Path kept) {
        this.settings = settings;
        this.shell = shell;
        this.retries = retries;
        this.scheduler = new Scheduler(dialect, shell, retries, settings.site().timeout());
        this.files = new ShellFiles(shell, retries);
        this.answers = new SharedAnswers(kept);
    }

    public String name() {
        return settings.name();
    }

    public ClusterSettings.Batch settings() {
        return settings;
    }

    public Shell shell() {
        return shell;
    }

    public ShellFiles files() {
        return files;
    }

    /** A campaign's folder there. */
    public CampaignFolder folder(String campaign) {
        return new CampaignFolder(shell, retries, settings.site().remoteDir(), campaign);
    }

    /** The folder of a campaign of the pool that it is. */
    public CampaignFolder folderInPool(String campaign) {
        return new CampaignFolder(shell, retries, settings.site().remoteDir() + "/pools/" + name(), campaign);
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public Dialect dialect() {
        return scheduler.dialect();
    }

    /**
     * What the scheduler allows, as it answered within the last day. Ask {@link #limitsAnew} before refusing anything by it:
     * the site may have changed it.
     *
     * @param now Redis' time
     * @throws Problem unreachable, where it does not answer, with the advice of the connection where there is none
     */
    public Limits limits(Instant now) {
        return limits(now, LIMITS_HOLD);
    }

    /** What the scheduler allows now. */
    public Limits limitsAnew(Instant now) {
        return limits(now, JUST_NOW);
    }

    /** Call where the scheduler did what the kept limits rule out. */
    public void forgetLimits() {
        answers.forget(Question.LIMITS);
    }

    /**
     * The same, for a caller that asked the scheduler itself.
     *
     * @param cluster the folder of all that is kept of the cluster
     */
    public static void forgetLimits(Path cluster) {
        SharedAnswers.forgetLimits(cluster);
    }

    private Limits limits(Instant now, Duration age) {
        List<String> command = dialect().limits();
        CommandResult answer = answers.get(Question.LIMITS, command, now, age, () -> asked(command))
                .answer();
        return dialect()
                .limits(answer)
                .orElseThrow(() -> Problem.unreachable(
                        "cluster " + name() + ": the scheduler does not say what it allows: " + answer.said(),
                        "look with muster doctor --cluster " + name()));
    }

    private CommandResult asked(List<String> command) {
        try {
            return scheduler.ask(command);
        } catch (NotSent | Refused e) {
            throw e.problem();
        }
    }

    /**
     * What the scheduler says of these arrays.
     *
     * @param age an answer that is no older is good enough
     */
    SharedAnswers.Kept states(List<String> jobs, Instant now, Duration age) {
        List<String> command = dialect().status(jobs);
        return answers.get(Question.STATES, command, now, age, () -> scheduler.answer(command));
    }

    /** Call when no campaign has arrays there any more. */
    public void forgetStates() {
        answers.forget(Question.STATES);
    }

    @Override
    public void close() {
        shell.close();
    }
}
