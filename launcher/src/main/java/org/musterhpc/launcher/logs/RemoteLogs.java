package org.musterhpc.launcher.logs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.LogFolders;
import org.musterhpc.launcher.follow.RunningLog;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.model.Attempt;

/**
 * A campaign's logs, wherever they were written. A file that is not seen here is fetched as a whole, once, over the
 * connection to its cluster; later only what has been added to it. Belongs to one thread.
 */
public final class RemoteLogs {
    private final Path fetched;
    private final LogFolders seen;
    private final Retries retries;
    private final Places places;
    private final Map<String, Problem> unreachable = new HashMap<>();
    private boolean asked;

    /** Knows how to get at the logs of an agent. */
    @FunctionalInterface
    public interface Places {
        /** @return null: its files are here, or its place is not known here */
        @Nullable
        Reach at(String cluster, String agent);
    }

    /**
     * @param fetched folder that keeps what was fetched
     * @param seen the folders of the campaign's logs that this machine sees
     * @param places where agents ran
     */
    public RemoteLogs(Path fetched, LogFolders seen, Retries retries, Places places) {
        this.fetched = fetched;
        this.seen = seen;
        this.retries = retries;
        this.places = places;
    }

    /**
     * What an attempt printed; null where nothing was kept.
     *
     * @throws Problem unreachable, where its cluster is; failed, where the file is not there any more, or is none of the
     *     campaign's logs
     */
    public @Nullable TaskLog of(Attempt attempt) {
        Attempt.LogRef log = attempt.log();
        if (log == null) {
            return null;
        }
        TaskLog here = stretch(log);
        if (seen.hold(here.file())) {
            return here;
        }
        Reach reach = places.at(attempt.place().cluster(), attempt.place().agent());
        if (reach == null && Files.exists(here.file())) {
            throw FetchedFile.outside(log.file());
        }
        Path name = here.file().getFileName();
        Path agent =
                here.file().getParent() == null ? null : here.file().getParent().getFileName();
        if (reach == null || name == null || agent == null) {
            return here;
        }
        FetchedFile file = new FetchedFile(
                reach.shell(), reach.logs(), log.file(), kept(reach, agent.toString(), name.toString()));
        if (!file.has(log.offset() + log.length()) && !fetch(reach, file)) {
            throw Problem.failed(
                    reach.shell().name() + ": " + log.file() + " is not there",
                    "it has been deleted, or is on a disk that only its node sees");
        }
        return new TaskLog(file.here(), log.offset(), log.length());
    }

    private static TaskLog stretch(Attempt.LogRef log) {
        try {
            return TaskLog.of(log);
        } catch (InvalidPathException e) {
            throw FetchedFile.outside("'" + log.file() + "'");
        }
    }

    /**
     * What an attempt that runs has printed so far; null where its agent has not written of it yet.
     *
     * @throws Problem unreachable, where the cluster is
     */
    public @Nullable TaskLog running(String cluster, String agent, String id, int attempt) {
        Reach reach = places.at(cluster, agent);
        if (reach == null) {
            return null;
        }
        RunningLog index = new RunningLog(fetched.resolve(reach.cluster()));
        if (!fetch(reach, at(reach, agent, RunningLog.INDEX))) {
            return null;
        }
        String file = index.file(agent, id, attempt);
        return file == null || !fetch(reach, at(reach, agent, file)) ? null : index.find(agent, id, attempt);
    }

    /** The last line that an attempt printed; null where it cannot be had. */
    public @Nullable String lastLine(Attempt attempt) {
        try {
            TaskLog log = of(attempt);
            return log == null ? null : log.lastLine();
        } catch (Problem notToBeHad) {
            return null;
        }
    }

    /** The same of what is seen on this machine; nothing is fetched for it. */
    public @Nullable String lastLineHere(Attempt attempt) {
        try {
            Attempt.LogRef log = attempt.log();
            TaskLog here = log == null ? null : stretch(log);
            return here != null && seen.hold(here.file()) ? here.lastLine() : null;
        } catch (Problem notToBeHad) {
            return null;
        }
    }

    /** Whether a cluster was asked for anything: then it should not be asked too often. */
    public boolean asked() {
        return asked;
    }

    private FetchedFile at(Reach reach, String agent, String file) {
        return new FetchedFile(
                reach.shell(), reach.logs(), reach.logs() + "/" + agent + "/" + file, kept(reach, agent, file));
    }

    /** Whoever can write to the queue names these: they must not lead anywhere else. */
    private Path kept(Reach reach, String agent, String file) {
        for (String name : new String[] {agent, file}) {
            if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
                throw Problem.failed("'" + name + "' cannot be a file of logs", "look into the campaign's records");
            }
        }
        return fetched.resolve(reach.cluster()).resolve(agent).resolve(file);
    }

    /** A cluster that could not be reached is not tried again for each file. */
    private boolean fetch(Reach reach, FetchedFile file) {
        Problem before = unreachable.get(reach.cluster());
        if (before != null) {
            throw before;
        }
        asked = true;
        try {
            return file.fetch(retries);
        } catch (ShellFailure e) {
            Problem problem = Problem.unreachable(
                    "the logs are on cluster " + reach.cluster() + ": " + e.getMessage(), e.advice());
            problem.initCause(e);
            unreachable.put(reach.cluster(), problem);
            throw problem;
        }
    }
}
