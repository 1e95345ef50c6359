package org.musterhpc.launcher.archive;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.CampaignCodec;

/**
 * Reads an archive that anybody may have made. It holds a few files whose names and order are fixed; whatever else is in it, is
 * too long, or ends too early, is refused.
 *
 * @param most bytes that it may have unpacked
 */
public record ArchiveReader(Path file, long most) {
    private static final int ABOUT_AT_MOST = 1 << 20;
    private static final int CAMPAIGN_AT_MOST = 64 << 20;
    private static final int LINE_AT_MOST = 8 << 20;
    private static final int STAGES_AT_MOST = 10_000;

    /** Takes what is read, in this order. */
    public interface Sink {
        void begins(Contents contents, Campaign campaign) throws IOException;

        /** Tasks of one stage come together, and stages in the campaign's order. */
        void task(ArchivedTask task) throws IOException;

        /** What tasks printed; not called where that is not in it. */
        void log(InputStream in) throws IOException;
    }

    /**
     * Reads it to its end.
     *
     * @throws ArchiveException where it is not what {@code muster export} writes; something may have been handed out before
     */
    public void read(Sink sink) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
                TarReader tar = new TarReader(raw, most)) {
            Contents contents = Contents.decode(text(tar, Contents.ABOUT, ABOUT_AT_MOST));
            Campaign campaign = campaign(text(tar, Contents.CAMPAIGN, CAMPAIGN_AT_MOST));
            sink.begins(contents, campaign);
            expect(tar.next(), Contents.TASKS);
            long tasks = tasks(tar.content(), campaign, sink);
            if (tasks != contents.tasks()) {
                throw new ArchiveException("is not whole: it has " + tasks + " of " + contents.tasks() + " tasks");
            }
            Tar.Entry log = tar.next();
            if (log != null) {
                expect(log, Contents.LOG);
                sink.log(tar.content());
                if (tar.next() != null) {
                    throw new ArchiveException("holds more files than muster export writes");
                }
            }
        }
    }

    private static void expect(Tar.@Nullable Entry entry, String name) throws ArchiveException {
        if (entry == null || !entry.name().equals(name)) {
            throw new ArchiveException("is no archive of muster export: " + name + " is not where it should be");
        }
    }

    private static String text(TarReader tar, String name, int longest) throws IOException {
        Tar.Entry entry = tar.next();
        expect(entry, name);
        if (entry != null && entry.size() > longest) {
            throw new ArchiveException("is no archive of muster export: its " + name + " is too long");
        }
        return new String(tar.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static Campaign campaign(String text) throws ArchiveException {
        try {
            Campaign campaign = CampaignCodec.decode(text);
            if (campaign.stages().isEmpty() || campaign.stages().size() > STAGES_AT_MOST) {
                throw new ArchiveException("holds a campaign without stages, or with far too many");
            }
            return campaign;
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new ArchiveException("holds a campaign that cannot be read");
        }
    }

    private static long tasks(InputStream in, Campaign campaign, Sink sink) throws IOException {
        List<String> stages = campaign.stages().stream().map(Stage::name).toList();
        byte[] buffer = new byte[1 << 16];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long tasks = 0;
        int stage = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            int from = 0;
            for (int at = 0; at < count; at++) {
                if (buffer[at] == '\n') {
                    line.write(buffer, from, at - from);
                    from = at + 1;
                    ArchivedTask task = ArchivedTask.decode(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                    int its = stages.indexOf(task.stage());
                    if (its < stage) {
                        throw new ArchiveException("holds tasks of stages that it does not have, or in another order");
                    }
                    stage = its;
                    sink.task(task);
                    tasks++;
                }
            }
            line.write(buffer, from, count - from);
            if (line.size() > LINE_AT_MOST) {
                throw new ArchiveException("holds a task that is too long");
            }
        }
        if (line.size() > 0) {
            throw new ArchiveException("is not whole: its last task has no end");
        }
        return tasks;
    }
}
