package org.musterhpc.launcher.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.history.FailureGroup;

/**
 * Attempts that failed in one way, and what some of them said last. Lines that differ in nothing but digits are one.
 *
 * @param read of how many attempts the last line was looked for
 */
public record FailureLines(FailureGroup group, int read, List<Line> lines) {
    private static final int MOST = 5;
    private static final int LONGEST = 300;

    /**
     * @param text as the first of them printed it
     * @param id of that task; empty where it is not known
     */
    public record Line(String text, int attempts, String id) {}

    public FailureLines {
        lines = List.copyOf(lines);
    }

    /** @param lastLine null where nothing is known; the reason of the record stands for it */
    public static FailureLines of(
            FailureGroup group,
            List<FailureGroup.Sample> samples,
            Function<FailureGroup.Sample, @Nullable String> lastLine) {
        Map<String, Line> lines = new LinkedHashMap<>();
        for (FailureGroup.Sample sample : samples) {
            String printed = lastLine.apply(sample);
            String reason = sample.attempt().detail().reason();
            String text = printed != null && !printed.isBlank() ? printed : reason == null ? "" : reason;
            if (!text.isBlank()) {
                Line line = new Line(cut(text.strip()), 1, sample.id());
                lines.merge(
                        line.text().replaceAll("\\d+", "0"),
                        line,
                        (known, more) -> new Line(
                                known.text(), known.attempts() + 1, known.id().isEmpty() ? more.id() : known.id()));
            }
        }
        List<Line> frequent = new ArrayList<>(lines.values());
        frequent.sort(Comparator.comparingInt(Line::attempts).reversed());
        return new FailureLines(group, samples.size(), frequent.subList(0, Math.min(MOST, frequent.size())));
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - (Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? 1 : 0);
        return text.substring(0, end) + "…";
    }
}
