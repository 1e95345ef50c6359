package org.musterhpc.agent.process.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process has used so far, by {@code /proc}; zeros where that does not tell.
 *
 * @param cpuS its own seconds, and those of its children that have ended
 * @param resident bytes now
 * @param peak bytes at most
 */
public record ProcessUse(double cpuS, long resident, long peak) {
    /** USER_HZ, which is the same on every Linux that Java runs on. */
    private static final double TICKS = 100;

    private static final int TIMES_FROM = 14;
    private static final int TIMES = 4;
    /** In {@code /proc/PID/status}. */
    static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");

    private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");

    public static ProcessUse of(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            String status = Files.readString(folder.resolve("status"), StandardCharsets.ISO_8859_1);
            String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            return new ProcessUse(cpu(stat), bytes(RESIDENT, status), bytes(PEAK, status));
        } catch (IOException gone) {
            return new ProcessUse(0, 0, 0);
        }
    }

    private static double cpu(String stat) {
        StringTokenizer fields = new StringTokenizer(stat.substring(stat.lastIndexOf(')') + 1));
        for (int field = 3; field < TIMES_FROM; field++) {
            fields.nextToken();
        }
        long ticks = 0;
        for (int i = 0; i < TIMES; i++) {
            ticks += Long.parseLong(fields.nextToken());
        }
        return ticks / TICKS;
    }

    private static long bytes(Pattern line, String status) {
        Matcher found = line.matcher(status);
        return found.find() ? Long.parseLong(found.group(1)) << 10 : 0;
    }
}
