package org.musterhpc.launcher.repair;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.environment.ByteText;

/**
 * This machine's file systems. A folder in which many files are looked for is listed once, in the order in which its file
 * system likes it; a file that the list does not have is looked for by itself, as it may have come since.
 */
public final class LocalDisk implements Disk {
    /** So many files of a folder are looked for by themselves before it is listed. */
    private static final int FEW = 64;

    private static final int MOST_FOLDERS = 50_000;
    private static final int MOST_NAMES = 4_000_000;
    private static final Set<String> NO_SUCH =
            Set.of("Not a directory", "File name too long", "Too many levels of symbolic links");

    private final Map<String, Folder> folders = new LinkedHashMap<>(16, 0.75f, true);
    private long names;

    private static final class Folder {
        private int asked;
        private boolean looked;
        private @Nullable FileTimes times;
    }

    @Override
    public long[] times(String workdir, List<String> files) {
        if (!Files.isDirectory(ByteText.path(workdir))) {
            throw Problem.failed(
                    "the folder " + workdir + ", in which tasks run, is not there",
                    "mount it, or say this where it is; had it been removed, its tasks could not run again");
        }
        long[] times = new long[files.size()];
        for (int i = 0; i < times.length; i++) {
            String name = files.get(i);
            times[i] = time(whole(name.startsWith("/") ? name : workdir + "/" + name));
        }
        return times;
    }

    private static String whole(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private long time(String path) {
        int slash = path.lastIndexOf('/');
        FileTimes listed = listed(path.substring(0, Math.max(1, slash)));
        long time = listed == null ? GONE : listed.of(path.substring(slash + 1));
        if (time != GONE) {
            return time;
        }
        // In a folder that could be listed nothing else can be the matter with a file than that it is not there.
        boolean plain = listed != null && path.chars().allMatch(c -> c < 0x80);
        return plain && !new File(path).exists() ? GONE : alone(path);
    }

    /** Null where it is not listed: it is not worth it, or cannot be. */
    private @Nullable FileTimes listed(String path) {
        Folder folder = folders.computeIfAbsent(path, name -> new Folder());
        folder.asked++;
        if (!folder.looked && folder.asked > FEW) {
            folder.looked = true;
            folder.times = list(path);
            names += folder.times == null ? 0 : folder.times.size();
        }
        while (folders.size() > MOST_FOLDERS || (names > MOST_NAMES && folders.size() > 1)) {
            Folder eldest = folders.remove(folders.keySet().iterator().next());
            names -= eldest == null || eldest.times == null ? 0 : eldest.times.size();
        }
        return folder.times;
    }

    private static @Nullable FileTimes list(String path) {
        FileTimes times = new FileTimes();
        boolean[] whole = {true};
        try {
            // The dot, so that a link to a folder is gone through.
            Path folder = ByteText.path(path).resolve(".");
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), 1, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!attributes.isSymbolicLink()) { // of a link it matters where it leads
                        times.put(ByteText.name(file), seconds(attributes));
                    }
                    whole[0] = times.size() <= MOST_NAMES;
                    return whole[0] ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) {
                    whole[0] &= why instanceof NoSuchFileException;
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException | InvalidPathException e) {
            return null; // each of its files tells by itself what is the matter
        }
        return whole[0] ? times : null;
    }

    private static long seconds(BasicFileAttributes attributes) {
        return attributes.lastModifiedTime().to(TimeUnit.SECONDS);
    }

    private static long alone(String path) {
        try {
            return Math.max(0, seconds(Files.readAttributes(ByteText.path(path), BasicFileAttributes.class)));
        } catch (NoSuchFileException | InvalidPathException e) {
            return GONE;
        } catch (IOException e) {
            if (e instanceof FileSystemException file && NO_SUCH.contains(String.valueOf(file.getReason()))) {
                return GONE;
            }
            throw Problem.failed(
                    "whether " + path + " is there cannot be told: " + PrivateFiles.reason(e),
                    "look at its permissions; nothing was changed");
        }
    }
}
