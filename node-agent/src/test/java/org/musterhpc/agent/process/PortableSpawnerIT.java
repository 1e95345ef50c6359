package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The fallback keeps the contract, too. */
class PortableSpawnerIT extends SpawnerContract {
    @Override
    Spawner open() {
        return new PortableSpawner("portable-" + System.nanoTime());
    }

    @Test
    void anotherAgentsTaskWithTheSameTokenIsLeftAlone() throws Exception {
        String mine = Rig.seconds();
        try (Spawner other = open()) {
            Launch launch = rig.launch("sleep", mine);
            Running task = spawner.spawn(launch);
            Running others = other.spawn(launch);
            await().until(() -> Rig.having(mine).size() == 2);

            task.killTree(Duration.ZERO);

            assertThat(Rig.having(mine)).containsExactly((int) others.pid());
        }
    }

    /** Two Java's own way to start a process leaves so, and whatever was ignored when this Java was started. */
    @Override
    long signalsLeftIgnored() throws IOException {
        return 0x180000000L | ignored(Files.readString(Path.of("/proc/self/status")));
    }
}
