package org.musterhpc.launcher.app.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;

/** A home may be shared by machines: a process that is not here may live there. */
class IncomingTest {
    @TempDir
    private Path temp;

    @Test
    void onlyWhatADeadProcessOfThisMachineLeftIsRemoved() throws Exception {
        MusterHome home = new MusterHome(temp);
        long dead = dead();
        Path left = manifest(home, "manifest." + Machine.here().name() + "." + dead);
        Path elsewhere = manifest(home, "manifest.another-login-node." + dead);
        Path ours = manifest(
                home,
                "manifest." + Machine.here().name() + "."
                        + ProcessHandle.current().pid());
        Incoming.of(home, "c").clearOthers();
        assertThat(left).doesNotExist();
        assertThat(elsewhere.resolve("s.jsonl")).exists();
        assertThat(ours.resolve("s.jsonl")).exists();
    }

    @Test
    void severalMayRemoveItAtOnce() throws Exception {
        MusterHome home = new MusterHome(temp);
        String name = "manifest." + Machine.here().name() + "." + dead();
        ExecutorService submits = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 1000; round++) {
                Path left = manifest(home, name);
                CyclicBarrier together = new CyclicBarrier(4);
                Callable<Void> submit = () -> {
                    together.await();
                    Incoming.of(home, "c").clearOthers();
                    return null;
                };
                for (Future<Void> end : submits.invokeAll(Collections.nCopies(4, submit))) {
                    end.get();
                }
                assertThat(left).doesNotExist();
            }
        } finally {
            submits.shutdown();
        }
    }

    private static Path manifest(MusterHome home, String name) throws Exception {
        Path folder = Files.createDirectories(home.campaign("c").resolve(name));
        Files.createFile(folder.resolve("s.jsonl"));
        return folder;
    }

    private static long dead() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
