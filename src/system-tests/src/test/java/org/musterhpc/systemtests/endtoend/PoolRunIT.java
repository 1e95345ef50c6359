package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.SLOTS;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;

/** A pool as its user works with it: campaigns beside each other, priorities, and each of its own commands. */
class PoolRunIT {
    /** Of each of two equals: so many that some are left when whoever looks once a second has seen a third campaign. */
    private static final int EQUALS = 100;

    private static final String HOLD = "; until [ -e go ]; do sleep 0.05; done";

    @Test
    void equalsShareAndAHigherPriorityIsNext() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            String one = "echo %1$s >> began.txt; until [ -e go-%1$s-{{n}} ]; do sleep 0.05; done";
            scene.campaign("a", EQUALS, one.formatted("a"));
            scene.campaign("b", EQUALS, one.formatted("b"));
            scene.good("submit", "a.yml", "--stage-only");
            scene.good("submit", "b.yml");
            Running run = scene.muster.begin("run", "a.yml");
            until(() -> scene.lines("began.txt").size() >= SLOTS);
            until(() -> scene.status().path("campaigns").size() == 2);
            JsonNode status = scene.status();
            assertThat(status.path("agents").asInt()).isEqualTo(2);
            assertThat(status.path("slots").asInt()).isEqualTo(SLOTS);
            assertThat(status.path("campaigns")).extracting(JsonNode::asText).containsExactly("a", "b");
            assertThat(status.path("hosts")).hasSize(1);

            scene.campaign("high", 2, "echo high >> began.txt", "priority: 9");
            scene.good("submit", "high.yml");
            // Before that no agent can know of it, and slots would go to the others.
            RedisCli redis = scene.redis();
            until(() -> redis.say("GET", "muster:{pool:lab}:demand").contains("high"));
            for (int n = 1;
                    n <= EQUALS
                            && scene.lines("began.txt").stream()
                                            .filter("high"::equals)
                                            .count()
                                    < 2;
                    n++) {
                int began = scene.lines("began.txt").size();
                scene.muster.write("go-a-" + n, "");
                scene.muster.write("go-b-" + n, "");
                until(() -> scene.lines("began.txt").size() > began);
            }
            List<String> began = scene.lines("began.txt");
            assertThat(began).contains("high");
            assertThat(began).as("not the last ones").hasSizeLessThan(2 * EQUALS + 2);
            IntStream.rangeClosed(1, EQUALS).forEach(n -> {
                scene.muster.write("go-a-" + n, "");
                scene.muster.write("go-b-" + n, "");
            });
            assertThat(run.end().exit()).isZero();
            scene.allDoneOnce("a", EQUALS);
            scene.allDoneOnce("b", EQUALS);
            scene.allDoneOnce("high", 2);
            assertThat(scene.lines("began.txt")).hasSize(2 * EQUALS + 2);
        }
    }

    @Test
    void stopDrainsAndStartGoesOn() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign("c", 12, "echo {{n}} >> began.txt" + HOLD);
            scene.good("submit", "c.yml");
            until(() -> scene.lines("began.txt").size() == SLOTS);
            Running stop = scene.muster.begin("pool", "stop", "lab");
            until(() -> Files.readString(stop.err()).contains("waits until what runs has ended"));
            until(() -> scene.diaries("c").stream()
                            .filter(diary -> diary.contains("begin nothing more"))
                            .count()
                    == 2);
            assertThat(stop.process().isAlive()).isTrue();
            scene.muster.write("go", "");
            assertThat(stop.end().exit()).isZero();
            assertThat(scene.lines("began.txt")).hasSize(SLOTS);
            assertThat(scene.status().path("agents").asInt()).isZero();
            assertThat(scene.count("c", "working")).isZero();
            assertThat(scene.count("c", "pending")).isEqualTo(12 - SLOTS);

            scene.started();
            scene.allDoneOnce("c", 12);
            assertThat(scene.lines("began.txt")).hasSize(12);
        }
    }

    @Test
    void stopNowGivesBackAndRestartGoesOn() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign("c", 10, "echo {{n}} >> began.txt" + HOLD + "; echo {{n}} >> ended.txt");
            scene.good("submit", "c.yml");
            until(() -> scene.lines("began.txt").size() == SLOTS);
            scene.good("pool", "stop", "lab", "--now");
            assertThat(scene.status().path("agents").asInt()).isZero();
            assertThat(scene.count("c", "working")).isZero();
            scene.started();
            until(() -> scene.lines("began.txt").size() == 2 * SLOTS);
            List<Long> before = scene.pids("agent.");
            scene.good("pool", "restart", "lab", "--now");
            assertThat(scene.pids("agent.")).hasSize(2).doesNotContainAnyElementsOf(before);
            scene.muster.write("go", "");
            scene.allDoneOnce("c", 10);
            assertThat(scene.lines("ended.txt")).hasSize(10);
        }
    }

    @Test
    void upgradeUnderLoadLosesNothingAndRunsNothingTwice() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            int tasks = 5_000;
            scene.campaign(
                    "load",
                    tasks,
                    "echo {{n}} >> ran.txt; sleep 0.05; [ {{n}} -ne 4999 ] || until [ -e go ]; do sleep 0.1; done");
            scene.good("submit", "load.yml");
            until(() -> scene.lines("ran.txt").size() > 50);
            List<Long> before = scene.pids("agent.");
            scene.good("pool", "upgrade", "lab");
            assertThat(scene.pids("agent.")).hasSize(2).doesNotContainAnyElementsOf(before);
            scene.good("pool", "upgrade", "lab");
            scene.muster.write("go", "");
            scene.allDoneOnce("load", tasks);
            assertThat(scene.lines("ran.txt")).hasSize(tasks);
            assertThat(new HashSet<>(scene.lines("ran.txt"))).hasSize(tasks);
            assertThat(scene.muster.run("results", "load", "--json").jsonLines())
                    .allMatch(result -> result.path("attempt").asInt() == 1);
            before.forEach(pid -> until(() -> ProcessHandle.of(pid).isEmpty()));
        }
    }

    @Test
    void scaleAddsAndTakesAway() {
        try (PoolScene scene = new PoolScene().started()) {
            JsonNode more = scene.good("scale", "--pool", "lab", "--agents", "3", "--json")
                    .json();
            assertThat(more.path("agents").asInt()).isEqualTo(3);
            scene.good("scale", "--pool", "lab", "--agents", "1");
            until(() -> scene.status().path("agents").asInt() == 1);
            Ended wrong = scene.muster.run("scale", "c", "--pool", "lab", "--agents", "1");
            assertThat(wrong.exit()).isEqualTo(2);
        }
    }

    @Test
    void campaignThatIsOpenWakesIdleAgents() {
        try (PoolScene scene = new PoolScene()) {
            scene.muster.write("muster.yml", PoolScene.CONFIG.replace("slots: 4", "slots: 4, linger: 200ms"));
            scene.started();
            scene.campaign("open", 1, "echo {{n}} >> ran.txt", "open: true");
            scene.good("submit", "open.yml");
            until(() -> scene.lines("ran.txt").size() == 1);
            until(() -> scene.muster.run("status", "open").out().startsWith("open  idle"));
            scene.muster.write("more.csv", "n\n2\n3\n");
            assertThat(scene.good("add", "open", "--csv", "more.csv").out()).isEqualTo("open: 2 added\n");
            until(() -> scene.lines("ran.txt").size() == 3);
            scene.good("close", "open");
            scene.allDoneOnce("open", 3);
        }
    }

    @Test
    void ctrlCInRunLeavesThePoolAtWork() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign("c", 12, "echo {{n}} >> began.txt" + HOLD);
            Running run = scene.muster.begin("run", "c.yml");
            until(() -> scene.lines("began.txt").size() == SLOTS);
            InterruptedRunIT.signal(run.process(), "INT");
            Ended ended = run.end();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(130);
            assertThat(ended.err()).contains("pool lab goes on with it");
            scene.muster.write("go", "");
            scene.allDoneOnce("c", 12);
            assertThat(scene.lines("began.txt")).hasSize(12);
        }
    }
}
