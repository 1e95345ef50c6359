package org.musterhpc.launcher.view;

import java.util.Locale;

/** Numbers for people, the same in every locale. */
public final class Numbers {
    private Numbers() {}

    /** {@code 1,234,567}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Three digits that matter, and what it is a rate of: {@code 0.52}, {@code 9.4}, {@code 148}, {@code 84,000}. */
    public static String rate(double perSecond) {
        if (perSecond >= 10_000) {
            return grouped(Math.round(perSecond / 100) * 100);
        }
        if (perSecond >= 10) {
            return grouped(Math.round(perSecond));
        }
        return String.format(Locale.ROOT, perSecond >= 1 ? "%.1f" : "%.2f", perSecond);
    }

    /** Rounded down, so that 100% means all of them. */
    public static int percent(long part, long whole) {
        return whole <= 0 ? 0 : (int) Math.min(100, part * 100 / whole);
    }

    /** With a unit of 1024 and at most one digit behind the point: {@code 86.3 MiB}. */
    public static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        String digits = unit == 0 || value >= 100
                ? Long.toString(Math.round(value))
                : String.format(Locale.ROOT, "%.1f", value);
        return digits + " " + units[unit];
    }

    /** {@code 1 task}, {@code 2 tasks}. */
    public static String of(String count, String noun) {
        return count + " " + noun + (count.equals("1") || count.startsWith("1 ") ? "" : "s");
    }
}
