package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.musterhpc.systemtests.endtoend.PoolScene.until;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;

/** A pool whose processes are killed, whose Redis is lost, and to which comes what does not belong there. */
class PoolFaultsIT {
    @Test
    void nothingIsLostWhateverIsKilled() {
        try (PoolScene scene = new PoolScene()) {
            scene.muster.write("muster.yml", PoolScene.CONFIG.replace("lease: 60s", "lease: 5s"));
            scene.started();
            int tasks = 400;
            scene.campaign(
                    "c", tasks, "echo {{n}} >> ran.txt; [ {{n}} -lt 200 ] || until [ -e go ]; do sleep 0.05; done");
            scene.good("submit", "c.yml");
            until(() -> scene.lines("ran.txt").size() > 20);
            PoolScene.kill(scene.pids("agent.").get(0));
            PoolScene.kill(scene.pids("keeper").get(0));
            until(() -> scene.status().path("agents").asInt() == 2);
            until(() -> waiting(scene) >= PoolScene.SLOTS);

            scene.pids("guard").forEach(PoolScene::kill);
            scene.pids("keeper").forEach(PoolScene::kill);
            scene.pids("agent.").forEach(PoolScene::kill);
            scene.killRedis();
            scene.muster.write("go", "");
            scene.started();
            scene.allDoneOnce("c", tasks);
            assertThat(new HashSet<>(scene.lines("ran.txt"))).hasSize(tasks);
        }
    }

    /** How many tasks wait for the user's word; what the killed agent had in hand may come only after them. */
    private static long waiting(PoolScene scene) {
        return scene.lines("ran.txt").stream()
                .filter(n -> Integer.parseInt(n) >= 200)
                .count();
    }

    @Test
    void redisThatIsKilledAloneComesBackAndAgentsStay() {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign("c", 60, "echo {{n}} >> ran.txt; [ {{n}} -lt 30 ] || until [ -e go ]; do sleep 0.05; done");
            scene.good("submit", "c.yml");
            // All slots wait, and it has written down who has what: else it would give that out once more.
            until(() -> scene.lines("ran.txt").size() == 29 + PoolScene.SLOTS
                    && scene.count("c", "done") == 29
                    && scene.count("c", "working") == PoolScene.SLOTS);
            scene.redis().awaitWritten();
            var agents = scene.pids("agent.");
            scene.killRedis();
            scene.muster.write("go", "");
            scene.allDoneOnce("c", 60);
            assertThat(scene.pids("agent.")).containsExactlyInAnyOrderElementsOf(agents);
            assertThat(scene.lines("ran.txt")).hasSize(60);
        }
    }

    /** Whoever removes MUSTER_HOME, and stops nothing first, leaves no process behind that nobody would ever end. */
    @Test
    void whoWorksFromAFolderThatIsRemovedLeaves() {
        try (PoolScene scene = new PoolScene().started()) {
            long redis = scene.redisPid();
            try {
                List<Long> all = new ArrayList<>(scene.pids("agent."));
                all.addAll(scene.pids("keeper"));
                until(() -> scene.pids("guard").size() == 1);
                all.addAll(scene.pids("guard"));
                assertThat(all).hasSize(4);
                Running sentinel = scene.muster.begin("sentinel");
                until(() -> Files.readString(sentinel.out()).contains("looks after all campaigns"));
                scene.removeHome();
                Ended ended = sentinel.end();
                assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
                assertThat(ended.err()).contains(" is gone").hasLineCount(2);
                until(() -> all.stream().noneMatch(PoolScene::isAlive));
            } finally {
                PoolScene.kill(redis);
            }
            assertThat(scene.pool()).doesNotExist();
        }
    }

    @Test
    void whatCannotRunIsRefusedInOneLineAndNothingIsSent() {
        try (PoolScene scene = new PoolScene()) {
            scene.campaign("c", 3, "echo {{n}} >> ran.txt");
            refused(scene, "pool lab has not been started", "muster pool start lab", "submit", "c.yml");
            refused(scene, "pool lab has not been started", "muster pool start lab", "run", "c.yml");
            refused(scene, "cluster 'local' is no pool", "pool: true", "pool", "start", "local");
            refused(scene, "there is no cluster 'lap'", "lab", "pool", "status", "lap");
            refused(scene, "--now is for stop and restart", "leave it out", "pool", "start", "lab", "--now");
            assertThat(scene.muster.run("status", "--all", "--json").out()).doesNotContain("\"c\"");

            scene.started();
            scene.good("pool", "stop", "lab");
            refused(scene, "no agent of pool lab is alive", "muster pool start lab", "submit", "c.yml");
            assertThat(scene.muster.run("status", "--all", "--json").out()).doesNotContain("\"c\"");

            scene.started();
            scene.good("submit", "c.yml", "--cluster", "local", "--stage-only");
            refused(scene, "campaign c is signed with another key than pool lab has", "--fresh", "submit", "c.yml");
            assertThat(scene.lines("ran.txt")).isEmpty();
            scene.good("submit", "c.yml", "--fresh");
            scene.allDoneOnce("c", 3);
        }
    }

    private static void refused(PoolScene scene, String what, String remedy, String... args) {
        Ended ended = scene.muster.run(args);
        assertThat(ended.exit()).as(ended.toString()).isEqualTo(2);
        assertThat(ended.err()).contains(what, remedy);
        assertThat(ended.err().strip().lines().count()).as(ended.err()).isLessThanOrEqualTo(2);
    }

    @Test
    void campaignOfAnotherKeyRunsNothingAndIsTold() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign("foreign", 3, "echo {{n}} >> foreign.txt");
            scene.good("submit", "foreign.yml", "--cluster", "local", "--stage-only");
            scene.redis().say("HSET", "muster:{pool:lab}:campaigns", "foreign", "1");
            scene.campaign("own", 3, "echo {{n}} >> own.txt");
            scene.good("submit", "own.yml");
            scene.allDoneOnce("own", 3);
            until(() -> scene.status()
                    .path("hosts")
                    .path(0)
                    .path("problem")
                    .asText()
                    .contains("foreign: runs nothing"));
            assertThat(scene.lines("foreign.txt")).isEmpty();
            assertThat(scene.muster.run("pool", "status", "lab").out()).contains("foreign: runs nothing");
        }
    }

    @Test
    void whatRanOnAPoolIsShownRestoredAndRemoved() throws Exception {
        try (PoolScene scene = new PoolScene().started()) {
            scene.campaign(
                    "c",
                    5,
                    "echo 'said {{n}}'; echo {{n}} >> ran.txt; [ {{n}} -ne 5 ] || exit 3",
                    "retry: {max_attempts: 1}");
            Ended run = scene.muster.run("run", "c.yml");
            assertThat(run.exit()).as(run.err()).isEqualTo(1);
            assertThat(scene.muster.run("logs", "c", "main/000002").out()).isEqualTo("said 2\n");
            assertThat(scene.muster.run("show", "c", "main/000005").out()).contains("exit 3", "said 5");
            assertThat(scene.muster.run("results", "c", "--json").jsonLines()).hasSize(5);

            scene.redis().say("FLUSHALL");
            scene.campaign("d", 5, "echo {{n}} >> after.txt");
            until(() -> scene.muster.run("submit", "d.yml").exit() == 0);
            scene.allDoneOnce("d", 5);
            scene.good("restore", "c");
            until(() -> scene.count("c", "done") == 4 && scene.count("c", "dead") == 1);
            assertThat(scene.lines("ran.txt")).hasSizeBetween(5, 6).contains("1", "2", "3", "4", "5");
            assertThat(scene.count("c", "done")).isEqualTo(4);
            assertThat(scene.count("c", "dead")).isEqualTo(1);
            scene.good("rollcall", "c", "--deep");

            scene.good("purge", "c", "--yes");
            assertThat(scene.pool().resolve("campaigns/c")).doesNotExist();
            assertThat(scene.status().path("campaigns").toString()).isEqualTo("[\"d\"]");
        }
    }
}
