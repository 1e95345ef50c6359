package org.musterhpc.systemtests.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was called of a scheduler's commands, and which of the next calls go wrong: see {@code faults.sh}. */
public final class CallLog {
    private final Path folder;

    CallLog(Path folder) {
        this.folder = folder;
    }

    /**
     * @param second since 1970
     * @param args with blanks between them
     */
    public record Call(long second, String name, String args) {}

    /** How many calls there were so far, for {@link #calls}. */
    public int mark() {
        return all().size();
    }

    /** Calls of one command after a mark, in their order. */
    public List<Call> calls(String name, int mark) {
        List<Call> all = all();
        return all.subList(Math.min(mark, all.size()), all.size()).stream()
                .filter(call -> call.name().equals(name))
                .toList();
    }

    /** From now on its calls go well. */
    public void mend(String name) {
        try {
            Files.deleteIfExists(folder.resolve("faults").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The next call of the command goes wrong.
     *
     * @param text such as {@code lost}, {@code 2 fail no such thing}, {@code * hang}
     */
    public void fault(String name, String text) {
        try {
            Path file = folder.resolve("faults").resolve(name);
            Files.createDirectories(file.getParent());
            Path written = file.resolveSibling(name + ".written");
            Files.writeString(written, text + "\n");
            Files.move(written, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a fault still waits for its call. */
    public boolean faultWaits(String name) {
        return Files.exists(folder.resolve("faults").resolve(name));
    }

    /** Pids of the calls that hang, by a fault. */
    public Set<Long> hung() {
        String[] pids = folder.resolve("hung").toFile().list();
        return Stream.of(pids == null ? new String[0] : pids)
                .map(Long::valueOf)
                .filter(CallLog::hangs)
                .collect(Collectors.toSet());
    }

    /** A number may have been given away since, and be that of somebody whom nobody must kill. */
    private static boolean hangs(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .replace('\0', ' ')
                    .equals("sleep 100000 ");
        } catch (IOException gone) {
            return false;
        }
    }

    /** The one call that hangs is killed, as soon as there is one. */
    public void endsWhatHangs() {
        await().until(() -> !hung().isEmpty());
        hung().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().until(() -> hung().isEmpty());
    }

    /** Nothing goes wrong from now on. */
    public void clearFaults() {
        Path faults = folder.resolve("faults");
        if (!Files.isDirectory(faults)) {
            return;
        }
        try (var files = Files.list(faults)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Call> all() {
        Path log = folder.resolve("calls.log");
        try {
            return Files.exists(log)
                    ? Files.readAllLines(log).stream().map(CallLog::call).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Call call(String line) {
        String[] words = line.split(" ", 3);
        return new Call(Long.parseLong(words[0]), words[1], words[2]);
    }
}
