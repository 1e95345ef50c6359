package org.musterhpc.launcher.home;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names that no other program takes, on this machine or another: of agents, arrays, folders. */
public final class UniqueName {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 4;

    private UniqueName() {}

    /** What it begins with, a hyphen, and eight digits that are never the same. */
    public static String of(String beginning) {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return beginning + "-" + HexFormat.of().formatHex(random);
    }
}
