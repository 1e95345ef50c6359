package org.musterhpc.launcher.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.text.ShippedFile;

/** The reasons of one scheduler, as {@code reasons.txt} beside its dialect has them; what a row is, is told at its top. */
public final class ReasonTable {
    private static final String FILE = "reasons.txt";
    private static final String WAIT = "wait";
    /** Lines of a row behind its reasons. */
    private static final int MEANING = 3;

    private final List<Row> rows;
    private final Map<String, PendingReason> whole = new HashMap<>();
    private final List<Glob> globs = new ArrayList<>();

    private ReasonTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
        for (Row row : rows) {
            for (String reason : row.reasons()) {
                if (reason.contains("*") || reason.contains("?")) {
                    globs.add(new Glob(pattern(reason), row.meaning()));
                } else {
                    whole.putIfAbsent(reason.toLowerCase(Locale.ROOT), row.meaning());
                }
            }
        }
    }

    /** @param reasons as the scheduler writes them; {@code *} and {@code ?} stand for any characters */
    public record Row(List<String> reasons, PendingReason meaning) {
        public Row {
            reasons = List.copyOf(reasons);
        }
    }

    private record Glob(Pattern pattern, PendingReason meaning) {}

    /** @param dialect a class that the file lies beside */
    public static ReasonTable beside(Class<?> dialect) {
        return read(ShippedFile.text(dialect, FILE));
    }

    /** @throws IllegalArgumentException where a row is not complete */
    static ReasonTable read(String text) {
        StringBuilder kept = new StringBuilder();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> kept.append(line.stripTrailing()).append('\n'));
        List<Row> rows = new ArrayList<>();
        for (String block : kept.toString().strip().split("\n{2,}", -1)) {
            rows.add(row(block.lines().toList()));
        }
        return new ReasonTable(rows);
    }

    private static Row row(List<String> lines) {
        int reasons = lines.size() - MEANING;
        for (int i = 0; i < lines.size(); i++) {
            if (reasons < 1 || lines.get(i).startsWith(" ") == i < reasons) {
                throw new IllegalArgumentException("not reasons, and three lines on them: " + lines);
            }
        }
        String remedy = lines.get(reasons + 2).strip();
        return new Row(
                lines.subList(0, reasons),
                new PendingReason(
                        Prospect.valueOf(lines.get(reasons).strip().toUpperCase(Locale.ROOT)),
                        lines.get(reasons + 1).strip(),
                        remedy.equals(WAIT) ? "" : remedy));
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(
                Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    public List<Row> rows() {
        return rows;
    }

    /** Empty where no row fits. A reason that is named in full goes before those that only fit. */
    public Optional<PendingReason> find(String reason) {
        PendingReason named = whole.get(reason.toLowerCase(Locale.ROOT));
        return named != null
                ? Optional.of(named)
                : globs.stream()
                        .filter(glob -> glob.pattern().matcher(reason).matches())
                        .map(Glob::meaning)
                        .findFirst();
    }

    /** The same, which knows nothing of what no row fits. */
    public PendingReason of(String reason) {
        return find(reason).orElse(PendingReason.UNKNOWN);
    }
}
