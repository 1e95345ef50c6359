package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;

/**
 * Runs the commands of one cluster's scheduler. Each has a time limit, and is sent again only where it was surely not sent: a
 * scheduler that does not answer may be busy, and the caller's next round asks again. Safe for several threads.
 */
public final class Scheduler {
    private final Dialect dialect;
    private final CleanEnvironment environment;
    private final Shell shell;
    private final Retries retries;
    private final Duration limit;

    /** @param limit of each command: one that has not ended by then is killed, and what it did is not known */
    public Scheduler(Dialect dialect, Shell shell, Retries retries, Duration limit) {
        this.dialect = dialect;
        this.environment = new CleanEnvironment(dialect.variables());
        this.shell = shell;
        this.retries = retries;
        this.limit = limit;
    }

    public Dialect dialect() {
        return dialect;
    }

    public Duration limit() {
        return limit;
    }

    /**
     * Submits an array; never sent twice.
     *
     * @param script path of the batch script, there
     * @return {@link Submitted.Unknown} where it may or may not have been submitted: look it up by its name
     * @throws NotSent it was surely not submitted
     * @throws Refused the same, and trying again does not help
     */
    public Sent submit(String script) throws NotSent, Refused {
        CommandResult answer = run(environment.submitting(dialect.submit(script)));
        return new Sent(dialect.submitted(answer), answer.exit() != CommandResult.NONE);
    }

    /**
     * How a submission ended.
     *
     * @param over whether the command surely runs no more
     */
    public record Sent(Submitted submitted, boolean over) {}

    /** One entry for each of the arrays; {@code Unknown} where the scheduler, or its machine, did not answer. */
    public Map<String, ArrayStates> states(List<String> arrays) {
        return arrays.isEmpty() ? Map.of() : dialect.states(arrays, answer(dialect.status(arrays)));
    }

    /** The answer to any command, as it came; one without an exit status where there was none. */
    public CommandResult answer(List<String> argv) {
        try {
            return ask(argv);
        } catch (NotSent | Refused e) {
            return none(e);
        }
    }

    /**
     * Cancels arrays and elements. Stops at the first command that the scheduler does not answer.
     *
     * @return whether the scheduler confirmed that none of them is left
     */
    public boolean cancel(List<String> ids) {
        boolean all = true;
        for (List<String> command : ids.isEmpty() ? List.<List<String>>of() : dialect.cancel(ids)) {
            CommandResult answer = answer(command);
            all &= dialect.cancelled(answer);
            if (answer.exit() == CommandResult.NONE) {
                return false;
            }
        }
        return all;
    }

    /** Ids of the arrays with that name, none if there is none; empty where that is not known. */
    public Optional<List<String>> lookup(String name) {
        return dialect.found(name, answer(dialect.lookup(name)));
    }

    /** What the scheduler allows; empty where it did not say. */
    public Optional<Limits> limits() {
        return dialect.limits(answer(dialect.limits()));
    }

    /** What the scheduler has made of an array; empty where that is not known. */
    public Optional<Facts> facts(String array) {
        return dialect.facts(array, answer(dialect.facts(array)));
    }

    /** Lets so many elements of an array run at once; false where that was not done, or is not known. */
    public boolean throttle(String array, int elements) {
        return answer(dialect.throttle(array, elements)).fine();
    }

    /** As {@link #answer}, but where its machine cannot be spoken to, that is told. */
    public CommandResult ask(List<String> argv) throws NotSent, Refused {
        return run(environment.asking(argv));
    }

    private CommandResult run(List<String> argv) throws NotSent, Refused {
        Command command = Command.of(limit, argv.toArray(String[]::new));
        try {
            var answer = retries.once(() -> shell.run(command));
            return new CommandResult(answer.exit(), answer.outText(), answer.errText());
        } catch (NoAnswer e) {
            return none(e);
        }
    }

    private static CommandResult none(ShellFailure why) {
        return new CommandResult(CommandResult.NONE, "", why.getMessage());
    }
}
