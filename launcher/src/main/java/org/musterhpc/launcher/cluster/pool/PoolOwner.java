package org.musterhpc.launcher.cluster.pool;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.musterhpc.launcher.home.MusterHome;

/** Names whoever scales a pool from this home: what others submit or start, the places may not show to him. */
public final class PoolOwner {
    private PoolOwner() {}

    public static String of(MusterHome home) {
        String named = System.getProperty("user.name") + " " + home.root().toAbsolutePath();
        return UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
