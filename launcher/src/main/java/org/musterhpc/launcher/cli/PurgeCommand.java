package org.musterhpc.launcher.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster purge}: removes a campaign from Redis, from MUSTER_HOME, and from the clusters that it ran on. */
final class PurgeCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Option(names = "--force", description = "even while tasks are running")
    boolean force;

    PurgeCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String word = campaign;
        boolean inPart = word != null && new Leftovers(session, CampaignChoice.name(word)).inPart();
        String name = word != null && inPart ? CampaignChoice.name(word) : session.campaignForSure(word);
        Standing total = new Leftovers(session, name).standing();
        refuseWhileWorking(total, name, force, "muster purge " + name + " --force");
        if (!yes) {
            if (!session.streams().interactive()) {
                throw Problem.usage(
                        "purge removes " + name + " for good, and nobody can be asked",
                        "say so: muster purge " + name + " --yes");
            }
            if (!session.streams()
                    .agrees("remove " + name + ", " + Numbers.of(Numbers.grouped(total.total()), "task")
                            + ", with all results and logs?")) {
                session.note("nothing was removed");
                return Problem.FAILED;
            }
        }
        purge(session, name, null);
        Said.of(session, name, "removed", "purged", true);
        return 0;
    }

    static void refuseWhileWorking(Standing total, String name, boolean force, String how) {
        if (total.working() > 0 && !force) {
            throw Problem.usage(
                    Numbers.of(Numbers.grouped(total.working()), "task") + " of " + name
                            + (total.working() == 1 ? " is" : " are") + " running",
                    "wait, or cancel first: muster cancel " + name + "; or all the same: " + how);
        }
    }

    /**
     * Redis first: a campaign that is half removed here can be purged again, one that is half removed there too.
     *
     * @param kept a folder of the campaign's that stays, or null
     */
    static void purge(Session session, String name, @Nullable Path kept) {
        Path folder = session.home().campaign(name);
        new Clearance(session).remove(name);
        session.control().purge(name);
        try {
            if (Files.isDirectory(folder)) {
                Files.walkFileTree(folder, new Deletion(kept));
            }
        } catch (IOException e) {
            throw Problem.failed(
                    "the campaign is gone from Redis, but " + folder + " cannot be removed: " + e.getMessage(),
                    "remove it by hand");
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final @Nullable Path kept;

        Deletion(@Nullable Path kept) {
            this.kept = kept;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(kept) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (kept == null || !kept.startsWith(folder)) {
                Files.deleteIfExists(folder);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
