package org.musterhpc.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.agent.process.tree.ProcEntry;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.testkit.Ceiling;

/** An agent's JVM is killed by KILL: no process of its tasks stays. */
class WatchdogIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"native", "portable"})
    void noTaskOutlivesKilledAgent(String kind) throws Exception {
        String mine = Rig.seconds();
        Process host = host(List.of(), System.getProperty("java.class.path"), kind, SpawnerContract.torture(mine));
        await().until(() -> Rig.having(mine).size() >= (kind.equals("native") ? 6 : 5));
        host.destroyForcibly().waitFor();
        // Without an environment only the mark of the native spawner tells a process.
        int escaped = kind.equals("native") ? 0 : 1;
        await().untilAsserted(() -> assertThat(Rig.having(mine)).hasSizeLessThanOrEqualTo(escaped));
        Rig.having(mine).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().until(() -> Rig.having(watchdogOf(folder)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "portable"})
    void agentThatEndsTakesItsWatchdogAlong(String kind) throws Exception {
        String mine = Rig.seconds();
        Process host = host(List.of(), System.getProperty("java.class.path"), kind, "sleep " + mine + " & wait");
        await().until(() -> !Rig.having(mine).isEmpty());
        List<Long> children = host.descendants().map(ProcessHandle::pid).toList();
        host.getOutputStream().write('x');
        host.getOutputStream().close();
        assertThat(Ceiling.ends(host)).isTrue();
        assertThat(host.exitValue()).isZero();
        await().until(() -> children.stream().noneMatch(pid -> ProcEntry.read(pid.intValue()) != null));
    }

    /** All of it again without root's rights, where we have them to give away. */
    @Test
    void unprivilegedAgentLeavesNobodyEither() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/sbin/runuser")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String mine = Rig.seconds();
        String script = "(env -i $(command -v setsid) $(command -v sleep) N &) ; (setsid sleep N &); sleep N"
                .replace("N", mine);
        Process host = host(List.of("/usr/sbin/runuser", "-u", "nobody", "--"), readableClassPath(), "native", script);
        await().until(() -> Rig.having(mine).size() == 3);
        host.getOutputStream().write('k');
        host.getOutputStream().flush();
        await().until(() -> Rig.text(folder.resolve("host.log")).contains("killed"));
        assertThat(Rig.having(mine)).isEmpty();
        host.getOutputStream().close();
        assertThat(Ceiling.ends(host)).isTrue();
    }

    private Process host(List<String> prefix, String classPath, String kind, String script) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath,
                "org.musterhpc.agent.process.TaskHost",
                kind,
                folder.resolve("output").toString(),
                script));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("host.log").toFile())
                .start();
    }

    /** Copies of what the host needs; the build's own may lie in a home that only its owner enters. */
    private String readableClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        for (Class<?> witness : List.of(Spawner.class, TaskHost.class, ByteText.class, com.sun.jna.Native.class)) {
            Path from = Path.of(
                    witness.getProtectionDomain().getCodeSource().getLocation().getPath());
            Path to = folder.resolve("copy-" + copies.size() + (Files.isDirectory(from) ? "" : ".jar"));
            try (var all = Files.walk(from)) {
                for (Path file : all.toList()) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
            copies.add(to.toString());
        }
        return String.join(":", copies);
    }

    private static String watchdogOf(Path folder) {
        return "MUSTER_AGENT=host" + folder.resolve("output");
    }
}
