package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** A living process as {@code /proc} shows it; {@code start} (ticks since boot) tells it from a later one of its id. */
public record ProcEntry(int pid, int parent, int group, int session, long start) {
    private static final Path PROC = Path.of("/proc");
    private static final String DEAD = "ZXx";

    /** A process's identity, which outlives a change of its parent, group and session. */
    public record Identity(int pid, long start) {}

    Identity identity() {
        return new Identity(pid, start);
    }

    /** Null where there is no such process, or only its zombie. */
    public static @Nullable ProcEntry read(int pid) {
        byte[] bytes = bytes(PROC.resolve(pid + "/stat"));
        if (bytes.length == 0) {
            return null;
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        // The name stands in parentheses and may hold anything, parentheses and spaces, too.
        StringTokenizer rest = new StringTokenizer(text.substring(text.lastIndexOf(')') + 1));
        if (DEAD.contains(rest.nextToken())) {
            return null;
        }
        int parent = Integer.parseInt(rest.nextToken());
        int group = Integer.parseInt(rest.nextToken());
        int session = Integer.parseInt(rest.nextToken());
        for (int field = 7; field < 22; field++) {
            rest.nextToken();
        }
        return new ProcEntry(pid, parent, group, session, Long.parseLong(rest.nextToken()));
    }

    public static List<ProcEntry> all() {
        List<ProcEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path name : names) {
                ProcEntry entry = read(Integer.parseInt(name.getFileName().toString()));
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (IOException noProc) {
            throw new java.io.UncheckedIOException("cannot list " + PROC, noProc);
        }
        return entries;
    }

    /** Whether the process was started with this variable; false where its environment is not ours to read. */
    public boolean hasInEnvironment(String variable) {
        String all = "\0" + new String(bytes(PROC.resolve(pid + "/environ")), StandardCharsets.UTF_8);
        return all.contains("\0" + variable + "\0");
    }

    /** Empty where the process has gone meanwhile or belongs to somebody else. */
    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException gone) {
            return new byte[0];
        }
    }
}
