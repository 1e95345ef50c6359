package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.LiveTree;

/** A pool on this machine that has agents as there is work. */
class ScaledPoolIT {
    private static PoolScene scene(String pool) {
        PoolScene scene = new PoolScene();
        scene.muster.write("muster.yml", """
                heartbeat: {interval: 500ms, lease: 5s}
                agent: {slots: 2, linger: 500ms}
                clusters: {lab: {type: local, pool: {%s}}}
                """.formatted(pool));
        return scene;
    }

    private static int agents(PoolScene scene) {
        return scene.status().path("agents").asInt();
    }

    /** Of the agent, or of the program that looks after the pool; 0 while there is none. */
    private static long kept(Path folder, String name) {
        String process = LiveTree.read(folder.resolve(name)).strip();
        return process.isEmpty() ? 0 : Long.parseLong(process.split(" ", -1)[0]);
    }

    @Test
    void growsUnderBacklogAndShrinksToMinWhoeverIsKilled() throws Exception {
        try (PoolScene scene = scene("min: 1, max: 3, idle: 3s")) {
            assertThat(scene.good("pool", "start", "lab").out())
                    .contains("1 agent")
                    .doesNotContain("nobody");
            assertThat(agents(scene)).isEqualTo(1);
            Path care = scene.pool().resolveSibling("../scaling/lab").normalize();

            int tasks = 60;
            scene.campaign("c", tasks, "echo {{n}} >> ran.txt; until [ -e go ]; do sleep 0.05; done");
            scene.good("submit", "c.yml");
            until(() -> agents(scene) == 3);
            until(() -> scene.good("explain", "--scaling", "lab").out().contains("3 agents alive"));
            assertThat(scene.good("explain", "--scaling", "lab").out())
                    .contains("there shall be 3 (min 1, max 3)", "tasks wait", "max is 3");

            long decider = kept(care, "agent.1");
            PoolScene.kill(decider);
            PoolScene.kill(kept(scene.pool(), "agent.2"));
            until(() -> kept(care, "agent.1") != 0 && kept(care, "agent.1") != decider);
            until(() -> agents(scene) == 3);

            scene.muster.write("go", "");
            scene.allDoneOnce("c", tasks);
            assertThat(new HashSet<>(scene.lines("ran.txt"))).hasSize(tasks);
            until(() -> agents(scene) == 1);
            JsonNode idle = scene.good("explain", "--scaling", "lab", "--json").json();
            assertThat(idle.path("goal").asInt()).isEqualTo(1);
            assertThat(idle.path("reasons").toString()).contains("no task waits or runs", "min is 1");
            assertThat(scene.status().path("hosts").path(0).path("wanted").asInt())
                    .isEqualTo(1);
        }
    }

    /** With min: 0 nothing is there, and whoever comes finds agents all the same. */
    @Test
    void ofNoneComesOneAndScaledAndStoppedItStaysAsItWasTold() throws IOException {
        try (PoolScene scene = scene("max: 2, idle: 1s")) {
            scene.campaign("early", 1, "true");
            Ended early = scene.muster.run("submit", "early.yml");
            assertThat(early.exit()).isEqualTo(2);
            assertThat(early.err()).contains("pool lab has not been started", "muster pool start lab");

            scene.started();
            assertThat(agents(scene)).isZero();
            scene.campaign("c", 3, "echo {{n}} >> ran.txt");
            scene.good("run", "c.yml");
            scene.allDoneOnce("c", 3);
            until(() -> agents(scene) == 0);

            scene.redis().say("FLUSHALL");
            until(() -> scene.status().path("max").asInt() == 2);
            scene.campaign("d", 3, "echo {{n}} >> again.txt");
            scene.good("submit", "d.yml");
            scene.allDoneOnce("d", 3);

            Ended many = scene.muster.run("scale", "--pool", "lab", "--agents", "3");
            assertThat(many.exit()).isEqualTo(2);
            assertThat(many.err()).contains("has 2 agents on a machine at the most");
            scene.good("scale", "--pool", "lab", "--agents", "2");
            until(() -> agents(scene) == 2);
            List<Long> before = scene.pids("agent.");
            scene.good("pool", "upgrade", "lab");
            assertThat(scene.pids("agent.")).hasSize(2).doesNotContainAnyElementsOf(before);
            scene.good("pool", "stop", "lab");
            assertThat(agents(scene)).isZero();
            Ended late = scene.muster.run("submit", "early.yml");
            assertThat(late.err()).contains("pool lab is not started");
            assertThat(scene.muster.run("explain", "--scaling", "lab").out()).contains("it was stopped");

            scene.muster.write("muster.yml", PoolScene.CONFIG);
            scene.started();
            until(() -> agents(scene) == 2);
        }
    }
}
