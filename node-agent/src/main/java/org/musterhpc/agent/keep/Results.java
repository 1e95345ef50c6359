package org.musterhpc.agent.keep;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Campaign;

/**
 * Every outcome of this agent, one line each, whether Redis has it or not: {@code <logs>/<agent>/results.jsonl}. A campaign
 * whose Redis is gone for good is rebuilt from it. Lines are written together, before their reports leave, and synced
 * once a second.
 */
public final class Results implements Closeable {
    private final Path file;
    private final Lines lines;
    private final Diary diary;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean dirty;
    private final StringBuilder fresh = new StringBuilder();
    private boolean complained;

    private Results(Path file, Lines lines, Diary diary) {
        this.file = file;
        this.lines = lines;
        this.diary = diary;
    }

    /** @param folder the agent's own */
    public static Results open(Path folder, Campaign campaign, Diary diary) throws IOException {
        Path file = folder.resolve("results.jsonl");
        Results results = new Results(file, new Lines(file), diary);
        results.lines.add(Identity.of(campaign));
        results.dirty = true;
        return results;
    }

    /** Adds an outcome; a task that is given back has none. It is in the file after {@link #write}, at the latest in a second. */
    public void add(Report report) {
        if (report instanceof Report.GiveBack) {
            return;
        }
        String line = ReportCodec.encode(report);
        synchronized (fresh) {
            fresh.append(line).append('\n');
        }
    }

    /**
     * Adds that a task was done here and Redis did not want to know: another attempt had ended it before, or it was no longer
     * this agent's. Of two that are done it is then known which one counted.
     */
    public void late(Report.Finish report) {
        String line = ReportCodec.late(report);
        synchronized (fresh) {
            fresh.append(line).append('\n');
        }
    }

    /** Writes what was added, in one piece; to be called before the reports leave. */
    public synchronized void write() {
        String text;
        synchronized (fresh) {
            if (fresh.isEmpty()) {
                return;
            }
            text = fresh.substring(0, fresh.length() - 1);
            fresh.setLength(0);
        }
        try {
            lines.add(text);
            dirty = true;
            complained = false;
        } catch (IOException e) {
            complain(e);
        }
    }

    /** Syncs once a second, until it is closed. */
    public void run() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                sync();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sync() {
        write();
        if (!dirty) {
            return;
        }
        dirty = false;
        try {
            // Without the lock: tasks that end meanwhile need not wait for the disk.
            lines.sync();
        } catch (IOException e) {
            synchronized (this) {
                complain(e);
            }
        }
    }

    private void complain(IOException e) {
        if (!complained) {
            diary.warn("cannot write results to " + file + ", should Redis be lost their tasks run again: " + e);
        }
        complained = true;
    }

    /** What cannot be written is told, as everywhere here: how the agent ends is not to depend on it. */
    @Override
    public void close() {
        closed.countDown();
        sync();
        try {
            lines.close();
        } catch (IOException e) {
            synchronized (this) {
                complain(e);
            }
        }
    }
}
