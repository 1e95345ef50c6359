package org.musterhpc.launcher.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.Fitness;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.archive.ArchiveException;
import org.musterhpc.launcher.archive.ArchiveReader;
import org.musterhpc.launcher.archive.ArchivedTask;
import org.musterhpc.launcher.archive.Contents;
import org.musterhpc.launcher.home.FolderRemoval;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;

/**
 * Takes a campaign in from a file that anybody may have made: to be looked at, never to be run. The file is read to its end
 * before anything is taken from it, and nothing stays where taking it fails.
 */
public record Import(Connection connection, MusterHome home, Fitness fitness) {

    /** @param contents what the archive says of itself */
    public record Imported(String campaign, long tasks, Contents contents) {}

    /**
     * @param as another name for it; null: its own
     * @param most bytes that the archive may have unpacked
     * @param progress is told now and then how many tasks are there
     */
    public Imported from(Path file, @Nullable String as, long most, LongConsumer progress) {
        if (!Files.isRegularFile(file)) {
            throw Problem.usage("there is no file " + file, "name one that muster export has written");
        }
        ArchiveReader archive = new ArchiveReader(file, most);
        try {
            Look look = new Look();
            archive.read(look);
            Campaign campaign = look.known();
            String name = name(file, campaign.name(), as);
            fitness.check();
            refuseTaken(name);
            return take(archive, campaign.imported(name), look.contents(), progress);
        } catch (ArchiveException e) {
            throw Problem.usage(file + " " + e.getMessage(), advice(e));
        } catch (IOException e) {
            throw Problem.failed(
                    file + " cannot be read: " + PrivateFiles.reason(e), "see that it is yours, and whole");
        }
    }

    private static String advice(ArchiveException e) {
        return String.valueOf(e.getMessage()).contains("larger than")
                ? "nothing was taken from it; if you know what it is: --most 100G"
                : "nothing was taken from it: fetch it again, or have it exported again";
    }

    private static String name(Path file, String own, @Nullable String as) {
        String name = as == null ? own : as;
        if (!Names.valid(name)) {
            throw Problem.usage(
                    as == null
                            ? file + " holds a campaign whose name cannot be one"
                            : "--as: '" + as + "' cannot be a campaign's name",
                    as == null ? "give it another: --as NAME" : Names.ADVICE);
        }
        return name;
    }

    private void refuseTaken(String name) {
        boolean there;
        try {
            there = connection.link().view().campaign(name).isPresent();
        } catch (LostCampaignException e) {
            there = true;
        }
        if (there || Files.exists(home.campaign(name))) {
            throw taken(name);
        }
    }

    private static Problem taken(String name) {
        return Problem.usage(
                "there is a campaign " + name + " here already", "import it under another name: --as OTHER");
    }

    private Imported take(ArchiveReader archive, Campaign campaign, Contents contents, LongConsumer progress)
            throws IOException {
        String name = campaign.name();
        // It may have come since it was looked for: then it is somebody else's, and nothing of it is taken away here.
        if (connection.link().recovery().begin(campaign) != Intake.Created.NEW) {
            throw taken(name);
        }
        boolean[] whole = {false};
        try {
            ImportedTasks tasks = new ImportedTasks(connection.link(), campaign, log(name), progress);
            archive.read(new ArchiveReader.Sink() {
                @Override
                public void begins(Contents again, Campaign same) {}

                @Override
                public void task(ArchivedTask task) throws IOException {
                    tasks.add(task);
                }

                @Override
                public void log(InputStream in) throws IOException {
                    keep(name, in);
                }
            });
            tasks.end();
            whole[0] = true;
            return new Imported(name, tasks.count(), contents);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnfitException(e);
        } finally {
            if (!whole[0]) {
                connection.link().control().purge(name, QueueNames.USUAL);
                FolderRemoval.remove(home.campaign(name), null);
            }
        }
    }

    /** Tasks that contradict each other, as only another's archive has them. */
    private static final class UnfitException extends IOException {
        private static final long serialVersionUID = 1L;

        UnfitException(RuntimeException cause) {
            super("its tasks do not fit together", cause);
        }
    }

    private Path log(String name) {
        return home.logs(name).resolve("imported").resolve(Contents.LOG);
    }

    private void keep(String name, InputStream in) throws IOException {
        Path file = log(name);
        Path folder = file.resolveSibling(".").normalize();
        PrivateFiles.folder(folder);
        Path fresh = PrivateFiles.fresh(file);
        Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.touch(file);
    }

    /** Reads all of it once, and takes nothing. */
    private static final class Look implements ArchiveReader.Sink {
        private final Set<String> ids = new HashSet<>();
        private @Nullable Contents contents;
        private @Nullable Campaign campaign;

        @Override
        public void begins(Contents known, Campaign its) {
            contents = known;
            campaign = its;
        }

        @Override
        public void task(ArchivedTask task) throws IOException {
            if (!ids.add(task.message().id())) {
                throw new ArchiveException("holds a task twice");
            }
        }

        @Override
        public void log(InputStream in) throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        Campaign known() {
            return Objects.requireNonNull(campaign);
        }

        Contents contents() {
            return Objects.requireNonNull(contents);
        }
    }
}
