package org.musterhpc.launcher.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.FleetContract;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** With real processes: a shell script stands for the agent. */
class LocalFleetIT extends FleetContract {
    private static final RedisAddress REDIS = new RedisAddress("redis://127.0.0.1:1", null, null, null, "muster:");
    private static final Tally WORK = new Tally(9, Map.of(State.PENDING, 9L), 0, 0, true, Map.of(), 0);

    @TempDir
    Path temp;

    private MusterHome home;
    private Path program;

    @BeforeEach
    void agent() throws IOException {
        home = new MusterHome(temp.resolve("home"));
        program = Files.writeString(
                temp.resolve("muster-agent"), "#!/bin/sh\ntrap 'exit 0' TERM URG\nwhile :; do sleep 0.05; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void noneSurvives() {
        agents().forEach(ProcessHandle::destroyForcibly);
        await().until(() -> agents().isEmpty());
    }

    private List<ProcessHandle> agents() {
        Path connection = LocalCluster.connection(home.campaign("apollo"), REDIS);
        return List.copyOf(RunningAgents.find(new AgentArguments("apollo", "local", connection))
                .values());
    }

    @Override
    protected Fleet open(String ignored) {
        return LocalAgents.fleet(home, program, "apollo", REDIS, 2);
    }

    @Override
    protected Fleet attach(String ignored) {
        return LocalAgents.cluster(home, program, "apollo", REDIS, 2).attach(LocalAgents.campaign("apollo"), null);
    }

    @Override
    protected void round(Fleet fleet) {
        fleet.runOnce(new View.Overview(Instant.EPOCH, false, 0, Map.of("s", WORK)));
    }

    @Override
    protected int running() {
        return agents().size();
    }

    @Override
    protected void killOne() {
        ProcessHandle one = agents().get(0);
        one.destroyForcibly();
        one.onExit().join();
    }

    @Test
    void scalingDownEndsThoseThatAreTooManyAndOpeningEndsNone() {
        open("one").detach();
        Fleet fleet = attach("two");
        fleet.scale(new Goal.Fixed(4));
        await().until(() -> agents().size() == 4);
        open("again").detach();
        assertThat(agents()).as("more than the cluster's own number").hasSize(4);
        assertThat(attach("less").scale(new Goal.Fixed(1))).isEmpty();
        assertThat(agents()).hasSize(1);
        assertThat(attach("none").scale(new Goal.Fixed(0))).isEmpty();
        assertThat(agents()).isEmpty();
    }

    @Override
    protected boolean endWithTheirProgram() {
        return true;
    }
}
