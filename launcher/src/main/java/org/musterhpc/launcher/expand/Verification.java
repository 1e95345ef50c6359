package org.musterhpc.launcher.expand;

import java.util.List;
import java.util.Map;

/**
 * What was found before anything is sent.
 *
 * @param tasks stage → how many tasks it has
 * @param findings the first ones, no more than {@link #SHOWN}
 * @param found how many there are in all
 * @param notes what should be known of tasks that can be sent
 */
public record Verification(Map<String, Long> tasks, List<Finding> findings, long found, List<String> notes) {
    /** So many findings are kept. */
    public static final int SHOWN = 100;

    public Verification {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    public boolean fine() {
        return found == 0;
    }
}
