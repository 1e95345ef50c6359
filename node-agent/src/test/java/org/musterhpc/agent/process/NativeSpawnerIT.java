package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Beyond the contract: usage, and orphans that nothing but their brand tells. */
class NativeSpawnerIT extends SpawnerContract {
    @Override
    Spawner open() {
        return new NativeSpawner("native-" + System.nanoTime());
    }

    @Test
    void tellsStatusAbove128FromSignal() throws Exception {
        Exit exit = Rig.end(spawner.spawn(rig.launch("sh", "-c", "exit 137")));
        assertThat(exit.status()).isEqualTo(137);
        assertThat(exit.signal()).isNull();
    }

    @Test
    void scriptWhoseInterpreterIsNotThereIsNotFound() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        assertThat(status(rig.launch("./script"))).isEqualTo(127);
        assertThatThrownBy(() -> spawner.spawn(rig.launch("./script"))).hasMessageContaining("interpreter");
    }

    @Test
    void measuresCpuOfTheWholeTree() throws Exception {
        Exit exit = Rig.end(spawner.spawn(rig.bash("bash -c 'i=0; while ((i++ < 300000)); do :; done'; true")));
        assertThat(exit.cpuS()).isBetween(0.1, 30.0);
        assertThat(Rig.end(spawner.spawn(rig.launch("true"))).cpuS()).isLessThan(0.1);
    }

    @Test
    void measuresPeakMemory() throws Exception {
        // Only what lies above our own peak is known to be the task's; that of tests which ran before here may be
        // large.
        long megabytes = (ownPeak() >> 20) + 300;
        Exit exit = Rig.end(
                spawner.spawn(rig.launch("dd", "if=/dev/zero", "of=/dev/null", "bs=" + megabytes + "M", "count=1")));
        assertThat(exit.status()).isZero();
        assertThat(exit.maxRssBytes()).isBetween(megabytes << 20, (megabytes + 40) << 20);
    }

    private static long ownPeak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ownMemoryIsNotTakenForTheTasks() throws Exception {
        assertThat(Rig.end(spawner.spawn(rig.launch("true"))).maxRssBytes()).isZero();
    }

    @Test
    void orphanWithoutSessionAndEnvironmentIsKilledWithItsTask() throws Exception {
        String mine = Rig.seconds();
        String others = Rig.seconds();
        String script = "(env -i \"$(command -v setsid)\" \"$(command -v sleep)\" %s &) ; sleep %s";
        Running neighbour = spawner.spawn(rig.bash(script.formatted(others, others)));
        Running task = spawner.spawn(rig.bash(script.formatted(mine, mine)));
        await().until(() -> Rig.having(mine).size() == 2 && Rig.having(others).size() == 2);
        task.killTree(Duration.ofMillis(100));
        assertThat(Rig.having(mine)).isEmpty();
        assertThat(Rig.having(others)).hasSize(2);
        assertThat(neighbour.exit()).isNotDone();
    }

    @Test
    void orphanWithoutSessionAndEnvironmentIsKilledAfterItsLeader() throws Exception {
        String mine = Rig.seconds();
        String script = "(env -i \"$(command -v setsid)\" \"$(command -v sleep)\" %s &) ; sleep 0.2";
        Rig.end(spawner.spawn(rig.bash(script.formatted(mine))));
        assertThat(Rig.having(mine)).isEmpty();
    }

    @Test
    void adoptedOrphansDoNotStayZombies() throws Exception {
        // A zombie has its folder in /proc, too: this ends once each of them is gone.
        Running task = spawner.spawn(rig.bash("for i in $(seq 20); do (sleep 0.0$i & echo $! >> orphans); done\n"
                + "for pid in $(cat orphans); do while [ -e /proc/$pid ]; do sleep 0.02; done; done; wc -l < orphans"));
        Rig.end(task);
        assertThat(rig.text()).isEqualTo("20\n");
    }
}
