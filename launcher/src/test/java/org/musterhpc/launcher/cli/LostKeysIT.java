package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.Queues;

/**
 * Redis has lost keys of a campaign, one or two, whichever: every command says something and ends, one command mends what
 * is left, and each task is done once.
 */
class LostKeysIT {
    private static final String NAME = DamagedCampaign.NAME;
    /** Without these nobody loses a task: they heal, or say less than before. */
    private static final Set<String> HARMLESS = Set.of(
            "ended",
            "agents",
            "answers",
            "tender",
            "events",
            "arrays",
            "goals",
            "history",
            "late",
            "pace",
            "places",
            "runs",
            "watch:cosma");

    @TempDir
    static Path folder;

    private static DamagedCampaign campaign;

    @BeforeAll
    static void submit() throws Exception {
        campaign = new DamagedCampaign(folder);
    }

    @AfterAll
    static void stop() {
        campaign.close();
    }

    @BeforeEach
    void again() {
        campaign.again();
    }

    private static void lose(String... keys) {
        campaign.again();
        campaign.redis.ask("DEL " + String.join(" ", keys));
    }

    private static Desk desk() {
        return campaign.desk;
    }

    @Test
    void everyKindOfKeyHoldsSomething() {
        Set<String> roles = new HashSet<>();
        campaign.keys().forEach(key -> roles.add(key.replaceFirst("^.*[:}]:?([a-z]+)$", "$1")));
        assertThat(roles)
                .containsExactlyInAnyOrder(
                        "campaigns",
                        "campaign",
                        "agents",
                        "beats",
                        "answers",
                        "tender",
                        "events",
                        "arrays",
                        "goals",
                        "cosma",
                        "def",
                        "proc",
                        "held",
                        "blocked",
                        "working",
                        "expiry",
                        "delayed",
                        "done",
                        "index",
                        "dead",
                        "cancelled",
                        "ended",
                        "history",
                        "late",
                        "counts",
                        "pace",
                        "places",
                        "runs");
        assertThat(desk().types("rollcall", NAME, "--deep")).as(desk().out()).isZero();
        assertThat(desk().types("restore", NAME)).isEqualTo(2);
        assertThat(desk().err()).contains("nothing of it is missing");
    }

    @Test
    void everyCommandSaysSomethingAndEndsWhicheverKeyIsLost() {
        for (String key : campaign.keys()) {
            lose(key);
            for (List<String> command : commands()) {
                int exit = desk().types(command.toArray(String[]::new));
                assertThat(desk().err()).as(key + " " + command).doesNotContain("unexpected", "Exception");
                assertThat(exit).as(key + " " + command + desk().err()).isBetween(0, 3);
                boolean silent = exit == 0 && List.of("events", "logs").contains(command.get(0));
                if (!silent) {
                    assertThat(desk().out() + desk().err())
                            .as(key + " " + command)
                            .isNotEmpty();
                }
            }
        }
    }

    private static List<List<String>> commands() {
        return List.of(
                List.of("status", NAME),
                List.of("status", "--all"),
                List.of("rollcall", NAME),
                List.of("tasks", NAME),
                List.of("show", NAME, "first/000001"),
                List.of("show", NAME, "first/000004"),
                List.of("explain", NAME, "first/000005"),
                List.of("explain", NAME, "second/000006"),
                List.of("logs", NAME, "first/000001"),
                List.of("results", NAME, "--format", "csv"),
                List.of("events", NAME),
                List.of("agents", NAME),
                List.of("retry", NAME, "nobody"),
                List.of("pause", NAME),
                List.of("resume", NAME),
                List.of("purge", NAME),
                List.of("submit", campaign.file.toString(), "--stage-only"),
                List.of("sentinel", NAME, "--once", "--json"),
                List.of("wait", NAME, "--timeout", "0s"),
                List.of("rollcall", NAME, "--deep"));
    }

    @Test
    void whicheverKeyIsLostItIsToldAndMendedAndEachTaskIsDoneOnce() {
        for (String key : campaign.keys()) {
            lose(key);
            boolean harmless = HARMLESS.stream().anyMatch(role -> key.endsWith(":" + role));
            assertThat(desk().types("rollcall", NAME, "--deep"))
                    .as(key + desk().out())
                    .isEqualTo(harmless && !key.endsWith(":goals") ? 0 : 1);
            if (!harmless) {
                assertThat(desk().types("run", NAME, "--cluster", "nowhere"))
                        .as(key)
                        .isIn(1, 2);
            }
            mendedAndDone(key);
        }
    }

    @Test
    void whicheverTwoKeysAreLostTogetherTheyAreMendedAndEachTaskIsDoneOnce() {
        List<String> keys = campaign.keys().stream()
                .filter(key -> !key.contains(":last:") && !key.contains(":second:"))
                .toList();
        for (int i = 0; i < keys.size(); i++) {
            for (int j = i + 1; j < keys.size(); j++) {
                lose(keys.get(i), keys.get(j));
                mendedAndDone(keys.get(i) + " " + keys.get(j));
            }
        }
    }

    @Test
    void keysOfSeveralStagesAreMendedTogether() {
        for (String role : List.of("def", "proc", "blocked", "held", "done", "index", "counts", "working")) {
            lose(campaign.keys().stream().filter(key -> key.endsWith(role)).toArray(String[]::new));
            mendedAndDone("all " + role);
            for (String other : List.of("index", "counts", "proc")) {
                lose("muster:{hurt}:first:" + role, "muster:{hurt}:second:" + other, "muster:{hurt}:last:" + role);
                mendedAndDone("first " + role + ", second " + other);
            }
        }
    }

    private static void mendedAndDone(String lost) {
        int exit = desk().types("restore", NAME, "--force");
        assertThat(exit).as(lost + desk().err()).isIn(0, 2);
        assertThat(desk().err()).as(lost).doesNotContain("unexpected");
        if (exit == 0) {
            assertThat(desk().types("rollcall", NAME, "--deep"))
                    .as(lost + desk().out() + desk().err())
                    .isZero();
        }
        campaign.finish();
        desk().types("retry", NAME, "--no-run", "--cancelled-too");
        campaign.finish();
        assertThat(desk().types("rollcall", NAME, "--deep"))
                .as(lost + desk().out() + desk().err())
                .isZero();
        assertThat(desk().types("wait", NAME)).as(lost + desk().err()).isZero();
        assertThat(desk().types("tasks", NAME, "--state", "DONE", "--json")).isZero();
        List<String> ids = new ArrayList<>(desk().out()
                .lines()
                .map(line -> line.replaceFirst("^.*\"id\":\"([^\"]*)\".*$", "$1"))
                .toList());
        ids.remove("guest");
        assertThat(ids).as(lost).doesNotHaveDuplicates().hasSize(DamagedCampaign.TASKS);
    }

    @Test
    void mendingThatIsInterruptedIsToldAndBegunAnew() {
        Campaign known;
        try (Queues queues = campaign.connect()) {
            known = queues.view().campaign(NAME).orElseThrow();
            Recovery.Mending mending = queues.recovery().mend(known);
            mending.gather("first");
        }
        assertThat(desk().types("status", NAME)).isEqualTo(1);
        assertThat(desk().err()).contains("a restore of it is under way").contains("muster restore hurt");
        assertThat(desk().types("submit", campaign.file.toString(), "--stage-only"))
                .isEqualTo(2);
        mendedAndDone("interrupted");
    }

    @Test
    void whatWasTriedAndPausedStaysSo() {
        assertThat(desk().types("pause", NAME)).isZero();
        campaign.redis.ask("DEL muster:{hurt}:first:counts muster:{hurt}:first:def");
        assertThat(desk().types("restore", NAME)).as("an agent has a lease").isEqualTo(2);
        assertThat(desk().err()).contains("1 task of hurt is running").contains("--force");
        assertThat(desk().types("restore", NAME, "--force", "--json")).isZero();
        assertThat(desk().out()).contains("\"paused\":true", "\"looked\":[{\"where\":\"" + folder + "/home");
        assertThat(desk().types("show", NAME, "first/000005", "--json")).isZero();
        assertThat(desk().out()).contains("\"outcome\":\"NODE_LOST\"").contains("\"losses\":1");
        assertThat(desk().types("show", NAME, "first/000004", "--json")).isZero();
        assertThat(desk().out()).contains("\"state\":\"DEAD\"");
        assertThat(desk().types("tasks", NAME, "--state", "PENDING")).isZero();
        assertThat(desk().out()).contains("guest");
    }

    @Test
    void nothingIsSentAgainWhereOnlyTheCountersAreLost() {
        for (String stage : List.of("first", "second", "last")) {
            String counts = "muster:{hurt}:" + stage + ":counts";
            // Agents that go on make new counters.
            for (String since : List.of("PING", "HSET " + counts + " token 1795000000000000")) {
                lose(counts);
                campaign.redis.ask(since);
                List<String> before = queues();
                assertThat(desk().types("submit", campaign.file.toString(), "--stage-only"))
                        .as(stage + since + desk().err())
                        .isEqualTo(1);
                assertThat(desk().err()).contains("muster restore hurt");
                assertThat(queues()).isEqualTo(before);
            }
        }
    }

    private static List<String> queues() {
        return campaign.keys().stream()
                .filter(key -> key.endsWith(":proc") || key.endsWith(":held"))
                .map(key -> campaign.redis.ask("LRANGE " + key + " 0 -1"))
                .toList();
    }

    @Test
    void halfACampaignCanBeRemoved() {
        for (String key : List.of("campaign", "first:def", "first:counts", "first:proc")) {
            lose("muster:{hurt}:" + key);
            try (Queues queues = campaign.connect()) {
                queues.control().purge(NAME);
            }
            assertThat(campaign.redis.ask("KEYS *")).as(key).isIn("", "muster:{hurt}:watch:cosma");
        }
    }
}
