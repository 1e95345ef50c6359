package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;

/** What keeps a pool's agents, without a service manager: whoever of it is killed comes back. */
class KeepScriptIT {
    @TempDir
    private Path temp;

    private KeptPool pool;

    @AfterEach
    void end() {
        if (pool != null) {
            pool.keep("stop", "now");
            await().until(() -> pool.processes().isEmpty());
        }
    }

    private KeptPool pool(String agent) throws IOException {
        return KeptPool.in(temp.resolve("lab"), Map.of("PATH", NoServiceManager.path(temp)), agent);
    }

    private static void kill(String pid) {
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    }

    @Test
    void whateverIsKilledComesBackAndNothingElseEnds() throws IOException {
        pool = pool(KeptPool.patient());
        pool.keep("start", "2");
        Set<String> all = Set.of("keeper", "guard", "agent.1", "agent.2");
        await().until(() -> pool.processes().keySet().equals(all));
        // Both watchers, one after the other, and an agent.
        for (String victim : List.of("keeper", "guard", "keeper", "agent.2")) {
            Map<String, String> before = pool.processes();
            kill(before.get(victim));
            await().until(() -> {
                Map<String, String> now = pool.processes();
                return now.keySet().equals(all) && !now.get(victim).equals(before.get(victim));
            });
            Map<String, String> after = pool.processes();
            for (String agent : List.of("agent.1", "agent.2")) {
                if (!agent.equals(victim)) {
                    assertThat(after.get(agent)).isEqualTo(before.get(agent));
                }
            }
        }
    }

    @Test
    void whoStartsAgainAfterACrashOfAllHearsOfNoDeath() throws IOException {
        pool = pool(KeptPool.patient());
        pool.keep("start", "2");
        await().until(() -> pool.processes().size() == 4);
        Map<String, String> before = pool.processes();
        List<String> stop = new ArrayList<>(List.of("kill", "-STOP"));
        stop.addAll(before.values());
        // Else one may see that the other has died, and start it, before its own turn comes.
        Ran.run(temp, Map.of(), Ceiling.TIME, stop).ok();
        before.values().forEach(KeepScriptIT::kill);
        await().until(() -> pool.processes().isEmpty());
        pool.keep("start", "2");
        await().until(() -> pool.processes().size() == 4);
        assertThat(pool.keep("state")).doesNotContain("death");
    }

    @Test
    void agentThatDiesAtOnceIsStartedLessAndLessOftenAndItsWordsAreKept() throws IOException {
        pool = pool("echo run >> runs; echo 'muster-agent: no such thing' >&2; exit 2\n");
        pool.keep("start", "1");
        // A wrong command line is not mended by trying it again soon.
        await().until(() -> pool.keep("state").contains("death 1 1 2 muster-agent: no such thing"));
        Path deaths = temp.resolve("lab/deaths.1");
        long notBefore = Long.parseLong(Files.readString(deaths).split(" ", -1)[1]);
        assertThat(notBefore - Files.getLastModifiedTime(deaths).to(TimeUnit.SECONDS))
                .isBetween(25L, 30L);
    }

    @Test
    void pausesGrow() throws IOException {
        pool = pool("date +%s%N >> runs; exit 1\n");
        pool.keep("start", "1");
        await().until(() -> Pattern.compile("death 1 ([4-9]|\\d\\d) 1")
                .matcher(pool.keep("state"))
                .find());
        List<Long> runs = Files.readAllLines(temp.resolve("lab/runs")).stream()
                .map(Long::valueOf)
                .toList();
        assertThat(runs.get(3) - runs.get(2)).isGreaterThan(2 * 1_000_000_000L);
    }

    @Test
    void whatTheMachineTakesDownGivesBackAndIsNotStartedAgain() throws IOException {
        pool = pool(KeptPool.patient());
        pool.keep("start", "2");
        // There before they hear; until one of them does there is no file.
        Path begun = temp.resolve("lab/begun");
        await().until(() -> pool.processes().size() == 4
                && Files.exists(begun)
                && Files.readAllLines(begun).size() == 2);
        pool.keep("rest");
        assertThat(Files.readAllLines(temp.resolve("lab/ended"))).containsExactly("gave back", "gave back");
        assertThat(pool.processes().keySet()).doesNotContain("agent.1", "agent.2");
    }
}
