package org.musterhpc.launcher.top;

import java.util.List;
import org.musterhpc.launcher.view.TextStyle;

/** Numbers over time as a line of characters; the highest of them fills its character. */
final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";
    private static final String LETTERS = "_.-:=+*#";

    private Sparkline() {}

    /** As many as there are columns; of more, each column shows the highest of its share. */
    static String of(TextStyle look, List<Double> numbers, int columns) {
        String levels = look.utf8() ? BLOCKS : LETTERS;
        double most = numbers.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        int width = Math.min(Math.max(0, columns), numbers.size());
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < width; i++) {
            int from = (int) ((long) i * numbers.size() / width);
            int to = (int) ((long) (i + 1) * numbers.size() / width);
            double high = numbers.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            int top = levels.length() - 1;
            line.append(levels.charAt(most <= 0 || high <= 0 ? 0 : Math.max(1, (int) Math.round(high * top / most))));
        }
        return line.toString();
    }
}
