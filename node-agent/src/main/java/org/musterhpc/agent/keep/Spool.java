package org.musterhpc.agent.keep;

import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.output.OwnerFiles;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Campaign;

/**
 * Reports that Redis has not taken, on disk: {@code <logs>/.spool/<agent>}. The file is there only while there are some,
 * and locked by its writer, so that nobody else hands them in meanwhile. Where the disk cannot be written, that is said
 * once and the reports are in memory alone.
 */
public final class Spool {
    private final Path wanted;
    private final Campaign campaign;
    private final Diary diary;
    private final Set<Kept> kept = new HashSet<>();
    private Path file;
    private @Nullable Lines lines;
    private boolean complained;

    private record Kept(String stage, long token) {
        static Kept of(Report report) {
            return new Kept(report.lease().stage(), report.lease().token());
        }
    }

    /** @param folder the agent's own, among the logs of all agents */
    public Spool(Path folder, Campaign campaign, Diary diary) {
        this.wanted = FormerSpools.beside(folder).resolve(folder.getFileName());
        this.file = wanted;
        this.campaign = campaign;
        this.diary = diary;
    }

    /**
     * Has reports on disk before it returns, those that are there already not twice.
     *
     * @param unanswered asked under this spool's lock, so that none is written after it was {@link #answered}
     */
    public synchronized void keep(Supplier<List<Report>> unanswered) {
        List<Report> fresh = unanswered.get().stream()
                .filter(report -> !kept.contains(Kept.of(report)))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        try {
            Lines to = opened();
            List<Kept> written = new ArrayList<>();
            for (Report report : fresh) {
                to.add(Checked.line(ReportCodec.encode(report)));
                written.add(Kept.of(report));
            }
            to.sync();
            kept.addAll(written);
            complained = false;
        } catch (IOException e) {
            if (!complained) {
                diary.warn("cannot keep reports in " + file + ", they are in memory alone: " + e);
            }
            complained = true;
        }
    }

    /** Redis has answered these: they need not be kept any more. The file goes with the last one. */
    public synchronized void answered(List<Report> reports) {
        if (kept.isEmpty()) {
            return;
        }
        reports.forEach(report -> kept.remove(Kept.of(report)));
        if (kept.isEmpty()) {
            remove();
        }
    }

    /** How many are on disk. */
    public synchronized int size() {
        return kept.size();
    }

    public synchronized Path file() {
        return file;
    }

    private Lines opened() throws IOException {
        Lines open = lines;
        if (open == null) {
            OwnerFiles.createFolder(Objects.requireNonNull(wanted.getParent()));
            // What a former agent of our name has left, and could not be handed in, must not go with ours.
            file = wanted;
            for (int i = 1; Files.exists(file); i++) {
                file = wanted.resolveSibling(wanted.getFileName() + "~" + i);
            }
            // Locked before it has its name: else an agent that starts may take it for a former one's, and remove it.
            Path fresh = file.resolveSibling(file.getFileName() + FormerSpools.FRESH);
            open = new Lines(fresh);
            try {
                lock(open);
                open.add(Checked.line(Identity.of(campaign)));
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                open.close();
                throw e;
            }
            lines = open;
        }
        return open;
    }

    /** Held until the file is closed. Where a file system knows no locks, reports may be handed in twice, which is harmless. */
    private static void lock(Lines open) {
        try {
            open.channel().tryLock();
        } catch (IOException | OverlappingFileLockException e) {
            // See above.
            return;
        }
    }

    private void remove() {
        try {
            // First the name, then the lock: nobody must read a file that says what has been answered.
            Files.deleteIfExists(file);
            if (lines != null) {
                lines.close();
            }
        } catch (IOException e) {
            diary.warn("cannot remove " + file + ", whose reports Redis has: " + e);
        }
        lines = null;
    }
}
