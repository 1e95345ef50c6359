package org.musterhpc.launcher.app.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.testkit.Together;

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
        for (int round = 0; round < 1000; round++) {
            Path left = manifest(home, name);
            Together.each(List.of(1, 2, 3, 4), submit -> {
                Incoming.of(home, "c").clearOthers();
                return submit;
            });
            assertThat(left).doesNotExist();
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
