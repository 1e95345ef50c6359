package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.systemtests.cluster.HostsSite;

/** A pool on three machines that are reached over SSH alone. */
class HostsRunIT {
    private static HostsSite site;
    private Muster muster;

    @BeforeAll
    static void begin() {
        site = HostsSite.of(3);
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void configure() {
        muster = new Muster();
        configure("jsch", site.addresses());
    }

    @AfterEach
    void stop() {
        muster.run("pool", "stop", "lab", "--now");
        muster.close();
    }

    private void configure(String transport, String hosts) {
        configure(transport, hosts, "6s");
    }

    private void configure(String transport, String hosts, String lease) {
        muster.write(
                "muster.yml",
                "redis: {listen: " + site.here() + "}\n"
                        + "heartbeat: {lease: " + lease + ", interval: 1s}\n"
                        + "agent: {slots: 2}\n"
                        + "clusters:\n  lab: {type: hosts, hosts: [" + hosts + "], agents: 1, "
                        + site.reached(transport) + "}\n");
    }

    private String campaign(String name, int tasks, String command) {
        String numbers =
                IntStream.rangeClosed(1, tasks).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return muster.write(
                        name + ".yml",
                        "campaign: " + name + "\ncluster: lab\ncommand: " + command + "\ntasks: {matrix: {i: ["
                                + numbers + "]}}\n")
                .toString();
    }

    private Muster.Ended started() {
        Muster.Ended start = muster.run("pool", "start", "lab");
        assertThat(start.exit()).as(start.out() + start.err()).isZero();
        return start;
    }

    private List<String> problems() {
        return muster.run("pool", "status", "lab", "--json").json().findValuesAsText("problem");
    }

    /** Tasks that run until the test has seen what it waits for. */
    private String held(String name, int tasks, String command) {
        return campaign(
                name, tasks, command + "; until [ -e " + muster.folder + "/go-" + name + " ]; do sleep 0.1; done");
    }

    private void go(String name) {
        muster.write("go-" + name, "");
    }

    private Muster.Ended runOnAllHosts(String name) {
        Muster.Running run = muster.begin("run", held(name, 24, "echo on $(uname -n)"));
        await().until(() -> muster.run("agents", name, "--json").jsonLines().stream()
                        .filter(agent -> agent.path("running").asInt() > 0)
                        .map(agent -> agent.path("host").asText())
                        .distinct()
                        .count()
                == 3);
        go(name);
        return run.end();
    }

    private void awaitWhole() {
        await().until(() -> muster.run("pool", "status", "lab").exit() == 0);
    }

    private long done(String campaign) {
        return muster.run("results", campaign, "--json").jsonLines().stream()
                .filter(task -> task.path("state").asText().equals("DONE"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsch", "openssh"})
    void campaignRunsOnAllHostsAndWhatItLeftThereIsFound(String transport) {
        configure(transport, site.addresses());
        started();
        Muster.Ended run = runOnAllHosts("spread");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(muster.run("logs", "spread").out().lines().sorted().distinct())
                .containsExactly("on h1", "on h2", "on h3");
        RedisCli.of(muster).say("FLUSHALL");
        Muster.Ended restore = muster.run("restore", "spread");
        assertThat(restore.exit()).as(restore.out() + restore.err()).isZero();
        assertThat(done("spread")).isEqualTo(24);
        assertThat(muster.run("purge", "spread", "--yes").exit()).isZero();
        for (String host : List.of("h1", "h2", "h3")) {
            assertThat(site.remote(host).resolve("pools/lab")).exists();
            assertThat(site.remote(host).resolve("pools/lab/campaigns/spread")).doesNotExist();
        }
    }

    @Test
    void hostThatVanishesLosesNothingAndComesBackByItself() {
        started();
        Muster.Running run = muster.begin("run", held("vanish", 60, "echo {{i}}"));
        await().until(() -> muster.run("pool", "status", "lab", "--json")
                        .json()
                        .path("running")
                        .asInt()
                > 3);
        site.site("link-down", "h2");
        go("vanish");
        try {
            Muster.Ended ended = run.end();
            assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
            assertThat(problems()).anyMatch(problem -> problem.contains(site.address("h2") + " cannot be reached"));
        } finally {
            site.site("link-up", "h2");
        }
        assertThat(done("vanish")).isEqualTo(60);
        awaitWhole();
        Muster.Ended again = runOnAllHosts("again");
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        assertThat(muster.run("logs", "again").out()).contains("on h2");
    }

    @Test
    void hostsThatCannotBeTrustedOrReachedAreToldAndTheOthersWork() throws IOException {
        String known = Files.readString(site.knownHosts());
        Path foreign = site.remote("h3");
        configure("jsch", site.addresses() + ", " + site.address("h4"));
        try {
            String first = known.lines().findFirst().orElseThrow();
            String second = known.lines().skip(1).findFirst().orElseThrow();
            String changed = site.address("h2") + first.substring(first.indexOf(' '));
            Files.writeString(site.knownHosts(), known.replace(second, changed));
            Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rwxrwxrwx"));
            Muster.Ended start = muster.run("pool", "start", "lab");
            assertThat(start.exit()).isOne();
            List<String> said = start.err().lines().toList();
            assertThat(said)
                    .filteredOn(line -> line.contains(site.address("h2") + ":"))
                    .hasSize(1);
            assertThat(said)
                    .filteredOn(line -> line.contains(site.address("h3") + ":"))
                    .hasSize(1);
            assertThat(said)
                    .filteredOn(line -> line.contains(site.address("h4") + ":"))
                    .hasSize(1);
            assertThat(start.err()).contains("key").contains("cannot be reached");
            Muster.Ended run = muster.run("run", campaign("first", 4, "echo on $(uname -n)"));
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.run("logs", "first").out().lines().distinct()).containsExactly("on h1");
            Muster.Ended doctor = muster.run("doctor", "--cluster", "lab");
            assertThat(doctor.exit()).isOne();
            assertThat(doctor.out().lines().filter(line -> line.startsWith("fail  host")))
                    .hasSize(3);
        } finally {
            Files.writeString(site.knownHosts(), known);
            Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rwxr-xr-x"));
            configure("jsch", site.addresses());
        }
    }

    @Test
    void upgradeRollsOverTheHostsUnderLoad() {
        configure("jsch", site.addresses(), "60s");
        started();
        Muster.Running run = muster.begin("run", held("load", 200, "sleep 0.2; echo {{i}}"));
        await().until(() -> muster.run("pool", "status", "lab", "--json")
                        .json()
                        .path("running")
                        .asInt()
                > 0);
        go("load");
        Muster.Ended upgrade = muster.run("pool", "upgrade", "lab");
        assertThat(upgrade.exit()).as(upgrade.out() + upgrade.err()).isZero();
        Muster.Ended ended = run.end();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        assertThat(muster.run("results", "load", "--json").jsonLines())
                .hasSize(200)
                .allSatisfy(task -> assertThat(task.path("attempt").asInt()).isOne());
    }

    @Test
    void agentsComeBackWhenTheirHostBoots() throws IOException {
        Path table = site.remote("h1").resolve(".crontab");
        Files.writeString(table, "5 4 * * * of-the-user\n");
        Muster.Ended start = started();
        assertThat(start.err()).doesNotContain("reboot");
        assertThat(Files.readAllLines(table)).hasSize(2).last().asString().startsWith("@reboot /bin/sh '");
        started();
        assertThat(Files.readAllLines(table)).hasSize(2);
        assertThat(muster.run("scale", "--pool", "lab", "--agents", "2").exit()).isZero();
        site.site("host-kill", "h1");
        assertThat(muster.run("pool", "status", "lab").exit()).isOne();
        site.site("host-start", "h1");
        awaitWhole();
        assertThat(muster.run("pool", "stop", "lab").exit()).isZero();
        assertThat(Files.readString(table)).isEqualTo("5 4 * * * of-the-user\n");
        site.site("host-kill", "h1");
        site.site("host-start", "h1");
        assertThat(muster.run("pool", "status", "lab", "--json")
                        .json()
                        .path("agents")
                        .asInt())
                .isZero();
        Files.delete(table);
    }
}
