package org.musterhpc.launcher.cluster.batch;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.musterhpc.launcher.cluster.batch.SharedAnswers.Question;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Answer;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFiles;

/** One cluster with a scheduler, as it is reached from here: over one connection, by one dialect. */
public final class Site implements AutoCloseable {
    private static final Duration LIMITS_HOLD = Duration.ofDays(1);
    /** Nobody changes them meanwhile, and one round asks several times. */
    private static final Duration JUST_NOW = Duration.ofSeconds(5);

    private final ClusterSettings.Batch settings;
    private final Shell shell;
    private final Scheduler scheduler;
    private final ShellFiles files;
    private final SharedAnswers answers;

    /** @param kept folder for answers that all programs of the user share; one for each Redis */
    public Site(ClusterSettings.Batch settings, Dialect dialect, Shell shell, Retries retries, Path kept) {
        this.settings = settings;
        this.shell = shell;
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

    public Scheduler scheduler() {
        return scheduler;
    }

    Dialect dialect() {
        return scheduler.dialect();
    }

    /**
     * What the scheduler allows, as it said within the last day. Nothing may be refused by that alone: the site may have
     * changed it, see {@link #limitsAnew}.
     *
     * @param now Redis' time
     * @throws Problem unreachable, where it does not answer, with the advice of the connection where there is none
     */
    public Limits limits(Instant now) {
        return limits(now, LIMITS_HOLD);
    }

    /** What the scheduler allows now. */
    Limits limitsAnew(Instant now) {
        return limits(now, JUST_NOW);
    }

    /** To be said where the scheduler's doings disprove what is kept. */
    void forgetLimits() {
        answers.forget(Question.LIMITS);
    }

    /**
     * The same for whoever has asked it by himself.
     *
     * @param cluster the folder of all that is kept of the cluster
     */
    public static void forgetLimits(Path cluster) {
        SharedAnswers.forgetLimits(cluster);
    }

    private Limits limits(Instant now, Duration age) {
        List<String> command = dialect().limits();
        Answer answer = answers.get(Question.LIMITS, command, now, age, () -> asked(command))
                .answer();
        return dialect()
                .limits(answer)
                .orElseThrow(() -> Problem.unreachable(
                        "cluster " + name() + ": the scheduler does not say what it allows: " + answer.said(),
                        "look with muster doctor --cluster " + name()));
    }

    private Answer asked(List<String> command) {
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

    /** Nobody has arrays there any more. */
    void forgetStates() {
        answers.forget(Question.STATES);
    }

    @Override
    public void close() {
        shell.close();
    }
}
