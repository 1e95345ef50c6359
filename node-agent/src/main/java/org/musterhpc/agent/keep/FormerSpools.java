package org.musterhpc.agent.keep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.WorkQueue;

/**
 * Hands in what former agents of the campaign could not: they left, or died, while Redis was away. Reports are fenced, so
 * one that comes too late changes nothing.
 */
public final class FormerSpools {
    /** How the name of a file ends while it is made: there is nothing in it to hand in. */
    static final String FRESH = ".new";

    private static final int BATCH = 1000;

    private final Path folder;
    private final WorkQueue queue;
    private final Diary diary;

    /** @param folder the agent's own, among the logs of all agents */
    public FormerSpools(Path folder, WorkQueue queue, Diary diary) {
        this.folder = beside(folder);
        this.queue = queue;
        this.diary = diary;
    }

    /** No agent's name begins with a dot. */
    static Path beside(Path folder) {
        return folder.toAbsolutePath().resolveSibling(".spool");
    }

    /** To be called before the first claim. What cannot be read, or is not taken, stays for the next agent. */
    public void handIn() {
        try {
            for (Path file : files()) {
                tryToHandIn(file);
            }
        } catch (IOException e) {
            diary.warn("could not look for former agents' reports: " + e);
        } catch (QueueUnavailableException e) {
            diary.warn("could not hand in former agents' reports: " + e.getMessage());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(file -> !file.toString().endsWith(FRESH))
                    .collect(Collectors.toCollection(ArrayList::new));
            // After an outage many agents start at once: each begins somewhere else.
            Collections.shuffle(files);
            return files;
        } catch (NoSuchFileException usual) {
            return List.of();
        }
    }

    private void tryToHandIn(Path file) {
        try {
            handIn(file);
        } catch (QueueUnavailableException e) {
            throw e; // the others would fare no better
        } catch (IOException | RuntimeException e) {
            // One that Redis, or we, cannot make sense of must not keep each agent to come from its work.
            diary.warn("could not hand in " + file + ", its tasks lapse and run again: " + e);
        }
    }

    private void handIn(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (taken(channel)) {
                return;
            }
            List<Report> reports = read(file);
            List<Answer> answers = new ArrayList<>();
            for (int from = 0; from < reports.size(); from += BATCH) {
                List<Report> some = reports.subList(from, Math.min(from + BATCH, reports.size()));
                WorkQueue.Exchange exchange = queue.exchange(some, List.of());
                if (exchange.refusal() != null) {
                    throw exchange.refusal(); // the file stays; what was taken of it is known the next time
                }
                answers.addAll(exchange.answers());
            }
            Files.deleteIfExists(file);
            diary.info("handed in " + reports.size() + " reports that a former agent had kept in " + file.getFileName()
                    + ": " + Collections.frequency(answers, Answer.ACCEPTED) + " accepted, "
                    + Collections.frequency(answers, Answer.ALREADY) + " known, "
                    + Collections.frequency(answers, Answer.STALE) + " too late");
        } catch (NoSuchFileException another) {
            // Somebody was faster.
            return;
        }
    }

    /** Whether its writer lives, or somebody else hands it in. Where there are no locks, both may: harmless. */
    private static boolean taken(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException unsupported) {
            return false;
        }
    }

    /** The reports of this campaign; those of another that had its name are nobody's any more. */
    private List<Report> read(Path file) throws IOException {
        String own = Identity.of(queue.campaign());
        List<Report> reports = new ArrayList<>();
        boolean ours = false;
        int torn = 0;
        for (String line : text(file).lines().toList()) {
            String text = Checked.text(line);
            if (text != null && text.startsWith("{\"campaign\":")) {
                ours = text.equals(own);
            } else if (text == null || (ours && !add(text, reports))) {
                torn += line.isEmpty() ? 0 : 1;
            }
        }
        if (torn > 0) {
            diary.warn(
                    torn + " lines of " + file + " cannot be read and are left out; their tasks lapse and run again");
        }
        return reports;
    }

    private static boolean add(String text, List<Report> reports) {
        try {
            return reports.add(ReportCodec.decode(text));
        } catch (IllegalArgumentException ofAnotherVersion) {
            return false;
        }
    }

    /** Whatever a broken disk left of it. */
    private static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
    }
}
