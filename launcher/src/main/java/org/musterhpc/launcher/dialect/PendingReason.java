package org.musterhpc.launcher.dialect;

import org.musterhpc.launcher.dialect.AllocationState.Prospect;

/**
 * What a scheduler's word for an element that waits means to whoever submitted it.
 *
 * @param prospect whether it ends by waiting
 * @param words what it means; empty: the scheduler's own word is all that is known
 * @param remedy what can be done about it; empty: nothing but to wait
 */
public record PendingReason(Prospect prospect, String words, String remedy) {
    /** Of a word that is in no table: it may end, for all we know. */
    public static final PendingReason UNKNOWN = new PendingReason(Prospect.WAITS, "", "");

    /** Whether it waits for a person, not for what it asked for. */
    public boolean held() {
        return prospect == Prospect.HELD;
    }

    /** The scheduler's word with what it means. */
    public String said(String reason) {
        return words.isEmpty() ? reason : reason + " (" + words + ")";
    }
}
