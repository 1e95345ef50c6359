package org.musterhpc.queue.environment;

import java.util.List;
import java.util.Map;

/**
 * Variables that the scripts which start us have set aside, as Java would lose bytes by one and obey the others: see
 * {@code bin/java.sh}. What we start gets them back.
 */
public final class KeptVariables {
    private static final String PREFIX = "MUSTER_KEPT_";

    private KeptVariables() {}

    /** Makes an environment of ours the one that the user's shell has. */
    public static void giveBack(Map<String, String> env) {
        for (String kept : List.copyOf(env.keySet())) {
            if (!kept.startsWith(PREFIX)) {
                continue;
            }
            String name = kept.substring(PREFIX.length());
            String value = String.valueOf(env.remove(kept));
            env.remove(name);
            if (value.startsWith("=")) {
                env.put(name, value.substring(1));
            }
        }
    }
}
