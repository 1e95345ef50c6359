package org.musterhpc.agent.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.process.Launch;
import org.musterhpc.agent.process.Running;
import org.musterhpc.agent.process.Spawner;
import org.musterhpc.agent.process.Spawners;
import org.musterhpc.agent.process.StartFailed;
import org.musterhpc.agent.start.AttachingSpawner.Attach;

/** Tasks in a job of PBS, whose mom is told of their sessions. */
class AttachingSpawnerIT {
    private static final String JOB = "36[2].svr1";

    @TempDir
    Path folder;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Spawner spawner = Spawners.open();

    @AfterEach
    void close() {
        spawner.close();
    }

    private Path program(String body) throws IOException {
        Path program = Files.writeString(
                Files.createDirectories(folder.resolve("bin")).resolve("pbs_attach"), "#!/bin/sh\n" + body);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private Path said() {
        return folder.resolve("said");
    }

    private Running start(String script) throws StartFailed {
        return spawner.spawn(
                new Launch(List.of("/bin/sh", "-c", script), Map.of("A", "b"), folder, folder.resolve("out"), "1"));
    }

    @Test
    void sessionOfATaskThatRunsForAWhileIsNamedToMom() throws Exception {
        Path program = program("echo \"$@\" >> " + said() + "\n");
        spawner = new AttachingSpawner(spawner, new Attach(program, JOB, Duration.ZERO), told::add);
        Running task = start("sleep 300");
        await().until(() -> Files.exists(said()) && Files.size(said()) > 0);
        assertThat(said()).hasContent("-j " + JOB + " -p " + task.pid());
        assertThat(task.exit()).isNotDone();
        task.killTree(Duration.ZERO);
        assertThat(told).isEmpty();
    }

    @Test
    void taskThatIsOverIsNot() throws Exception {
        Path program = program("echo \"$@\" >> " + said() + "\n");
        spawner = new AttachingSpawner(spawner, new Attach(program, JOB, Duration.ofDays(1)), told::add);
        assertThat(start("exit 3").exit().join().status()).isEqualTo(3);
        assertThat(said()).doesNotExist();
    }

    @Test
    void failureIsToldOnceAndHarmsNoTask() throws Exception {
        Path program = program("exit 1\n");
        spawner = new AttachingSpawner(spawner, new Attach(program, JOB, Duration.ZERO), told::add);
        Path go = folder.resolve("go");
        Running one = start("while ! test -e " + go + "; do sleep 0.05; done; exit 4");
        Running two = start("while ! test -e " + go + "; do sleep 0.05; done; exit 5");
        await().until(() -> !told.isEmpty());
        Files.createFile(go);
        assertThat(one.exit().join().status()).isEqualTo(4);
        assertThat(two.exit().join().status()).isEqualTo(5);
        assertThat(told).singleElement().asString().contains("pbs_mom does not count", "ended with status 1");
    }

    @Test
    void programIsThatOfThePbsOfTheJob() throws Exception {
        Path program = program("exit 0\n");
        assertThat(AttachingSpawner.program(Map.of("PBS_EXEC", folder.toString(), "PATH", "/nowhere")))
                .isEqualTo(program);
        assertThat(AttachingSpawner.program(Map.of("PATH", "/nowhere:.:" + folder.resolve("bin"))))
                .isEqualTo(program);
        assertThat(AttachingSpawner.over(
                        spawner, Map.of("PATH", folder.resolve("bin").toString()), told::add))
                .as("no job of PBS")
                .isSameAs(spawner);
        assertThat(AttachingSpawner.over(
                        spawner,
                        Map.of("PBS_JOBID", JOB, "PATH", folder.resolve("bin").toString()),
                        told::add))
                .isInstanceOf(AttachingSpawner.class);
    }
}
