package org.musterhpc.launcher.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.home.ScratchPath;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.codec.CampaignCodec;

/**
 * Gathers an archive in files beside the place where it will be: each file in it is told with its length first, and tasks of a
 * stage are in the order of their numbers, whatever the order in which they come.
 */
public final class ArchiveWriter implements AutoCloseable {
    private static final int STRETCH = 1 << 16;

    private final ScratchPath tasksFile;
    private final ScratchPath logFile;
    private final OutputStream tasks;
    private final OutputStream log;
    private final AttemptRun runs;
    /** Of the stage that is being added: number, and where its line begins and how long it is. */
    private final List<long[]> lines = new ArrayList<>();

    private final ScratchPath sortedFile;
    private final OutputStream sorted;
    private String stage = "";
    private long written;
    private long count;
    private long logged;

    /** @param beside the archive to be */
    public ArchiveWriter(Path beside, AttemptRun runs) throws IOException {
        this.runs = runs;
        tasksFile = ScratchPath.beside(beside);
        logFile = ScratchPath.beside(beside);
        sortedFile = ScratchPath.beside(beside);
        sorted = new BufferedOutputStream(Files.newOutputStream(sortedFile.path(), StandardOpenOption.WRITE), 1 << 16);
        tasks = new BufferedOutputStream(Files.newOutputStream(tasksFile.path(), StandardOpenOption.WRITE), 1 << 16);
        log = new BufferedOutputStream(Files.newOutputStream(logFile.path(), StandardOpenOption.WRITE), 1 << 16);
    }

    /** Adds a task; those of one stage together, and stages in the campaign's order. */
    public void add(ArchivedTask task) throws IOException {
        if (!task.stage().equals(stage)) {
            sort();
            stage = task.stage();
        }
        byte[] line = (task.encode(runs) + "\n").getBytes(StandardCharsets.UTF_8);
        tasks.write(line);
        lines.add(new long[] {task.message().n(), written, line.length});
        written += line.length;
        count++;
    }

    private void sort() throws IOException {
        tasks.flush();
        lines.sort(Comparator.comparingLong(line -> line[0]));
        try (RandomAccessFile file = new RandomAccessFile(tasksFile.path().toFile(), "r")) {
            byte[] stretch = new byte[STRETCH];
            long begin = 0;
            int held = 0;
            for (long[] line : lines) {
                if (line[2] > STRETCH) {
                    byte[] whole = new byte[Math.toIntExact(line[2])];
                    file.seek(line[1]);
                    file.readFully(whole);
                    sorted.write(whole);
                    continue;
                }
                if (line[1] < begin || line[1] + line[2] > begin + held) {
                    begin = line[1];
                    held = (int) Math.min(STRETCH, written - begin);
                    file.seek(begin);
                    file.readFully(stretch, 0, held);
                }
                sorted.write(stretch, Math.toIntExact(line[1] - begin), Math.toIntExact(line[2]));
            }
        }
        lines.clear();
    }

    /** Adds what an attempt printed; where in the archive it stands. */
    public Attempt.LogRef log(InputStream in) throws IOException {
        long at = logged;
        logged += in.transferTo(log);
        return new Attempt.LogRef(Contents.LOG, at, logged - at);
    }

    public long tasks() {
        return count;
    }

    /** Writes the whole. */
    public void write(OutputStream to, Campaign campaign, Instant now, Map<String, String> versions)
            throws IOException {
        sort();
        sorted.close();
        log.close();
        Contents contents = new Contents(campaign.name(), Times.rfc3339(now), count, versions);
        try (TarWriter tar = new TarWriter(to, now.getEpochSecond())) {
            tar.add(Contents.ABOUT, contents.encode().getBytes(StandardCharsets.UTF_8));
            tar.add(Contents.CAMPAIGN, CampaignCodec.encode(campaign).getBytes(StandardCharsets.UTF_8));
            tar.add(Contents.TASKS, sortedFile.path());
            if (logged > 0) {
                tar.add(Contents.LOG, logFile.path());
            }
        }
    }

    @Override
    public void close() throws IOException {
        tasks.close();
        sorted.close();
        log.close();
        sortedFile.close();
        tasksFile.close();
        logFile.close();
    }
}
