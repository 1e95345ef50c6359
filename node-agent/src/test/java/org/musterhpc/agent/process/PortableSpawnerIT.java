package org.musterhpc.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The fallback keeps the contract, too. */
class PortableSpawnerIT extends SpawnerContract {
    @Override
    Spawner open() {
        return new PortableSpawner("portable-" + System.nanoTime());
    }

    /** Two Java's own way to start a process leaves so, and whatever was ignored when this Java was started. */
    @Override
    long signalsLeftIgnored() throws IOException {
        return 0x180000000L | ignored(Files.readString(Path.of("/proc/self/status")));
    }
}
