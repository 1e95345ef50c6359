package org.musterhpc.launcher.app.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;

/**
 * A manifest that lies beside its place until Redis has said whether the campaign is the same: another campaign's
 * manifest must not be overwritten by a submit that is then refused.
 *
 * @param folder where it is written
 * @param place where it belongs
 */
record Incoming(Path folder, Path place) {
    private static final String BEFORE_MACHINE = "manifest.";

    /** What goes beside the manifest: of what campaign that no file is of, and what came on standard input for it. */
    static final String WORDS = "words.json";

    static final String STDIN = "stdin";
    private static final List<String> BESIDE = List.of(WORDS, STDIN);

    static Incoming of(MusterHome home, String campaign) {
        Path place = home.manifest(campaign);
        return new Incoming(
                place.resolveSibling(ofThisMachine() + ProcessHandle.current().pid()), place);
    }

    /** Moves the files one by one, each at once: what was there is either the same or not there. */
    void settle() {
        try {
            Files.createDirectories(
                    place, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (Path file : files()) {
                Files.move(file, placeOf(file.getFileName().toString()), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw Problem.failed(
                    "the manifest cannot be put into " + place + ": " + e.getMessage(), "check its permissions");
        }
    }

    /** Of a campaign that was changed, whose manifest has grown in its place: what stands beside that is from now on as it is here. */
    void settleWords() {
        try {
            for (String name : BESIDE) {
                Path fresh = folder.resolve(name);
                if (Files.exists(fresh)) {
                    Files.move(fresh, placeOf(name), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    Files.deleteIfExists(placeOf(name));
                }
            }
        } catch (IOException e) {
            throw Problem.failed(
                    "what the campaign was submitted from cannot be kept in " + place.getParent() + ": "
                            + e.getMessage(),
                    "check its permissions");
        }
    }

    private Path placeOf(String name) {
        return BESIDE.contains(name) ? place.resolveSibling(name) : place.resolve(name);
    }

    void discard() {
        try {
            for (Path file : files()) {
                Files.deleteIfExists(file); // others may clear up, too
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw Problem.failed(folder + " cannot be removed: " + e.getMessage(), "remove it by hand");
        }
    }

    /** Removes what submits have left that were killed while they wrote. */
    void clearOthers() {
        Path campaign = place.getParent();
        if (campaign == null || !Files.isDirectory(campaign)) {
            return;
        }
        try (Stream<Path> others = Files.list(campaign)) {
            others.filter(Incoming::orphaned).forEach(other -> new Incoming(other, place).discard());
        } catch (IOException e) {
            throw Problem.failed(campaign + " cannot be read: " + e.getMessage(), "check its permissions");
        }
    }

    /** Of another machine that shares this home, nobody knows here which processes live. */
    private static boolean orphaned(Path folder) {
        String name = folder.getFileName().toString();
        String pid = name.startsWith(ofThisMachine())
                ? name.substring(ofThisMachine().length())
                : "";
        return pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    private static String ofThisMachine() {
        return BEFORE_MACHINE + Machine.here().name() + ".";
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of(); // others clear up, too
        }
    }
}
