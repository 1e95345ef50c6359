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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;

/** A pool that a real user manager of systemd keeps, on a machine that boots: {@code cluster/user-systemd.sh}. */
class UserSystemdIT {
    private static final String USER = "pooluser";
    private static final String THERE = "/home/" + USER + "/muster/pools/lab";
    private static final Set<String> ALL = Set.of("keeper", "agent.1", "agent.2");

    @TempDir
    private static Path temp;

    /** A kernel without what it needs, or a machine without systemd, is a skip that is listed. */
    @BeforeAll
    static void boot() throws IOException {
        Ran up = script("up");
        Assumptions.assumeTrue(up.exit() == 0, up.err());
        KeptPool here = KeptPool.in(temp.resolve("pool"), Map.of(), KeptPool.patient());
        as("mkdir", "-p", THERE);
        for (String file : List.of("keep.sh", "boot.sh", "unit", "agent", "words", "name")) {
            String text = Files.readString(here.folder().resolve(file))
                    .replace(here.folder().toString(), THERE);
            as("sh", "-c", "printf %s \"$1\" > \"$2\"", "sh", text, THERE + "/" + file);
        }
    }

    @AfterAll
    static void end() {
        script("down");
    }

    private static Ran script(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(
                Folders.cluster("user-systemd.sh").toString(),
                verb,
                temp.resolve("machine").toString()));
        words.addAll(List.of(more));
        return Ran.run(temp, Map.of(), Ceiling.TIME, words);
    }

    private static String as(String... command) {
        return script("as", command).ok();
    }

    private static String keep(String... words) {
        List<String> command = new ArrayList<>(List.of("sh", THERE + "/keep.sh"));
        command.addAll(List.of(words));
        return as(command.toArray(String[]::new));
    }

    private static Map<String, String> processes() {
        return KeptPool.processes(keep("state"));
    }

    @Test
    void unitKeepsThePoolThroughCrashRebootAndShutdown() {
        assertThat(keep("start", "2")).contains("boot systemd");
        await().until(() -> processes().keySet().equals(ALL));
        Map<String, String> before = processes();
        as("kill", "-9", before.get("keeper"));
        await().until(() -> processes().keySet().equals(ALL));
        keep("renew");
        await().until(() -> processes().keySet().equals(ALL));
        assertThat(processes())
                .as("agents outlive what watches over them")
                .containsEntry("agent.1", before.get("agent.1"))
                .containsEntry("agent.2", before.get("agent.2"));
        assertThat(keep("start", "2")).contains("boot systemd");
        assertThat(as("sh", "-c", "ls ~/.config/systemd/user/*.service").lines())
                .hasSize(1);

        script("off").ok();
        script("up").ok();
        await().until(() -> processes().keySet().equals(ALL)
                && as("cat", THERE + "/begun").lines().count() == 4);

        script("root", "systemctl", "stop", "user@4242").ok();
        assertThat(as("cat", THERE + "/ended").lines()).containsExactly("gave back", "gave back");
        script("root", "systemctl", "start", "user@4242").ok();
        await().until(() -> processes().keySet().equals(ALL));

        keep("stop", "drain");
        await().until(() -> processes().isEmpty());
        assertThat(as("cat", THERE + "/ended").lines()).hasSize(4).endsWith("drained", "drained");
        assertThat(as("sh", "-c", "find ~/.config/systemd -name '*.service'")).isEmpty();
        script("off").ok();
        script("up").ok();
        assertThat(processes()).isEmpty();
    }
}
