package org.musterhpc.agent.keep;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A text behind its checksum, so that a line that was torn is known for one. */
final class Checked {
    private static final int SUM = 8;

    private Checked() {}

    static String line(String text) {
        return sum(text) + " " + text;
    }

    /** The text of a line, or null where it is not what was written. */
    static @Nullable String text(String line) {
        if (line.length() <= SUM || line.charAt(SUM) != ' ') {
            return null;
        }
        String text = line.substring(SUM + 1);
        return sum(text).equals(line.substring(0, SUM)) ? text : null;
    }

    private static String sum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(sum.getValue());
    }
}
