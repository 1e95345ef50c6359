package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.LongNode;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Spot;

/** Numbers: {@code 1-1000}, or {@code 1-1000:10} for every tenth. */
public record RangeSource(Spot at, long first, long last, long step, String as) implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "n";

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,18})\\s*-\\s*(-?\\d{1,18})(?::(\\d{1,18}))?");

    /**
     * @throws IllegalArgumentException where the text is not a range
     */
    public static RangeSource of(Spot at, String text, String as) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a range; write 1-1000, or 1-1000:10 for every tenth");
        }
        long first = Long.parseLong(form.group(1));
        long last = Long.parseLong(form.group(2));
        long step = form.group(3) == null ? 1 : Long.parseLong(form.group(3));
        if (step == 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' has steps of 0; write 1-1000, or 1-1000:10 for every tenth");
        }
        if (last < first) {
            throw new IllegalArgumentException("'" + text + "' ends before it begins; write the smaller number first");
        }
        return new RangeSource(at, first, last, step, as);
    }

    @Override
    public Set<String> names() {
        return Set.of(as);
    }

    @Override
    public void rows(Consumer<Row> sink) {
        for (long n = first; n <= last; n += step) {
            sink.accept(Single.row(as, LongNode.valueOf(n), at));
        }
    }
}
