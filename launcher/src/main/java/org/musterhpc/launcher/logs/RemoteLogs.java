package org.musterhpc.launcher.logs;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** What an attempt that runs has printed so far, where this machine sees its file; null where it does not, or there is none. */
    public @Nullable TaskLog runningHere(String agent, String id, int attempt) {
        for (Path folder : seen.folders()) {
            TaskLog log = new RunningLog(folder).find(agent, id, attempt);
            if (log != null) {
                return log;
            }
        }
        return null;
    }

    /**
     * The same of a cluster that is reached over SSH: what it has printed so far; null where it has printed nothing, or has ended by now.
     *
     * @throws Problem unreachable, where the cluster is
     */
    public @Nullable TaskLog running(String cluster, String agent, String id, int attempt) {
        Reach reach = places.at(cluster, agent);
        if (reach == null) {
            return null;
        }
        SlotNotes notes = new SlotNotes(reach, name(agent));
        SlotNotes.Note note = ask(reach, () -> Optional.ofNullable(notes.find(id, attempt, retries)))
                .orElse(null);
        if (note == null) {
            return null;
        }
        Path here = kept(reach, agent, note.kept());
        FetchedFile file = new FetchedFile(reach.shell(), reach.logs(), note.file(), here, note);
        long end = fetch(reach, file) ? file.size() : 0;
        return end <= note.offset() ? null : new TaskLog(file.here(), note.offset(), end - note.offset());
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

    /** Whoever can write to the queue names these: they must not lead anywhere else. */
    private Path kept(Reach reach, String agent, String file) {
        return fetched.resolve(reach.cluster()).resolve(name(agent)).resolve(name(file));
    }

    private static String name(String name) {
        if (name.isEmpty() || name.contains("/") || name.startsWith(".")) {
            throw Problem.failed("'" + name + "' cannot be a file of logs", "look into the campaign's records");
        }
        return name;
    }

    private boolean fetch(Reach reach, FetchedFile file) {
        return ask(reach, () -> file.fetch(retries));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws ShellFailure;
    }

    /** A cluster that could not be reached is not tried again for each file. */
    private <T> T ask(Reach reach, Question<T> question) {
        Problem before = unreachable.get(reach.cluster());
        if (before != null) {
            throw before;
        }
        asked = true;
        try {
            return question.ask();
        } catch (ShellFailure e) {
            Problem problem = Problem.unreachable(
                    "the logs are on cluster " + reach.cluster() + ": " + e.getMessage(), e.advice());
            problem.initCause(e);
            unreachable.put(reach.cluster(), problem);
            throw problem;
        }
    }
}
