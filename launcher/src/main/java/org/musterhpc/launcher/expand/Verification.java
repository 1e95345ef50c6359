package org.musterhpc.launcher.expand;

import java.util.List;
import java.util.Map;

/**
 * What was found before anything is sent.
 *
 * @param tasks stage → how many tasks it has
 * @param findings the first ones, no more than {@link #SHOWN}
 * @param found how many there are in all
 */
public record Verification(Map<String, Long> tasks, List<Finding> findings, long found) {
    /** So many findings are kept. */
    public static final int SHOWN = 100;

    public Verification {
        findings = List.copyOf(findings);
    }

    public boolean fine() {
        return found == 0;
    }
}
