package org.musterhpc.queue.command;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of the known names somebody may have meant. */
public final class NearestName {
    private NearestName() {}

    /** The known name with the fewest changed letters, or null where none comes close. */
    public static @Nullable String of(String name, Collection<String> known) {
        String best = null;
        int least = Math.max(1, name.length() / 3) + 1;
        for (String candidate : known) {
            int changes = changes(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (changes < least) {
                least = changes;
                best = candidate;
            }
        }
        return best;
    }

    private static int changes(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
