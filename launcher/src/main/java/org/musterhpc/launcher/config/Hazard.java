package org.musterhpc.launcher.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why a server is not fit for campaigns, where a person may decide to take it all the same ({@code redis.accept}). */
public enum Hazard {
    /** A crash loses what was written since the last dump. */
    NO_APPENDONLY,
    /** Tasks may be thrown away when memory is short. */
    EVICTION,
    /** Whoever reaches it over the network can remove tasks and forge results. */
    NO_PASSWORD;

    /** As it is written in muster.yml: {@code no-appendonly}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Hazard::word).toList();
    }

    static Optional<Hazard> named(String word) {
        return Arrays.stream(values())
                .filter(hazard -> hazard.word().equals(word))
                .findFirst();
    }
}
