package org.musterhpc.agent.process;

import java.util.UUID;

/** Gives the spawner that this machine allows. */
public final class Spawners {
    private Spawners() {}

    /**
     * The native spawner where this is Linux with glibc 2.29 or later, else one on {@link ProcessBuilder}.
     *
     * <p>While it is open, nobody else in this JVM may use {@link ProcessBuilder}. Takes some 100 ms for the first time.
     */
    public static Spawner open() {
        String agentToken = UUID.randomUUID().toString();
        try {
            return new NativeSpawner(agentToken);
        } catch (LinkageError notHere) {
            return new PortableSpawner(agentToken);
        }
    }
}
