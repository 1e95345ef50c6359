package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.AclLines;
import org.musterhpc.testkit.RedisServer;

/** Launchers and watchers with the rights of docs/operations.md do what they do, and need each of them. */
class RightsIT {
    private static final String LAUNCHER = "muster";
    private static final String WATCHER = "muster-watch";
    private static final String ADMIN = "AUTH admin any";

    @TempDir
    Path folder;

    private final AclLines acl = AclLines.ofTheDocument();
    private RedisServer redis;
    private Desk desk;

    @BeforeEach
    void start() throws IOException {
        redis = RedisServer.start(acl.settings("appendonly yes"));
        desk = new Desk(folder.resolve("home")).at(redis.url());
        Files.writeString(folder.resolve("two.yml"), """
                stages:
                  first: {command: "echo {{n}}", tasks: {range: 1-6}}
                  second: {command: "true", after: first}
                  third: {command: "true", after: {stage: second, all: true}, tasks: {range: 1-2}}
                """);
        for (String user : List.of(LAUNCHER, WATCHER)) {
            Path secret = Files.writeString(folder.resolve(user + ".pw"), AclLines.password(user));
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            Files.writeString(
                    folder.resolve(user + ".yml"),
                    "redis: {url: \"" + redis.url() + "\", user: " + user + ", password_file: " + user + ".pw}\n");
        }
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    private void as(String user, int status, String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = folder.resolve(user + ".yml").toString();
        assertThat(desk.typesExactly(all))
                .as(String.join(" ", words) + ": " + desk.out() + desk.err())
                .isEqualTo(status);
        if (status == 0) {
            assertThat(desk.err()).doesNotContain("NOPERM");
        }
    }

    @Test
    void launcherCanDoAllThatLaunchersDo() {
        String file = folder.resolve("two.yml").toString();
        as(LAUNCHER, 0, "submit", file, "--stage-only");
        look(LAUNCHER);
        as(LAUNCHER, 1, "wait", "two", "--timeout", "10ms");
        as(LAUNCHER, 0, "pause", "two");
        as(LAUNCHER, 0, "resume", "two");
        as(LAUNCHER, 0, "cancel", "two", "first/000002");
        try (Queues queues = Queues.connect(address());
                WorkQueue work = queues.work("two", info(), Duration.ZERO)) {
            arrays(queues.ledger());
            work.beat(info(), List.of());
            Lease lease = work.exchange(List.of(), List.of(new Want("first", 1)))
                    .leases()
                    .get(0);
            page(LAUNCHER);
            work.exchange(List.of(new Report.GiveBack(lease, lease.message())), List.of());
            // A delayed one is cancelled from another place.
            redis.ask(ADMIN, "ZADD muster:{two}:first:delayed 9e15 {\"id\":\"late\"}");
        }
        as(LAUNCHER, 0, "cancel", "two");
        watch();
        as(LAUNCHER, 0, "retry", "two", "--no-run", "--cancelled-too");
        redis.ask(ADMIN, "FLUSHALL");
        as(LAUNCHER, 0, "restore", "two");
        as(LAUNCHER, 0, "rollcall", "two", "--deep");
        doctor(LAUNCHER);
        mend();
        as(LAUNCHER, 0, "purge", "two", "--yes");
        assertUsed(LAUNCHER, acl.commands("muster-agent"));
    }

    private void watch() {
        try (Queues queues = Queues.connect(address())) {
            Watcher.Choice choice = new Watcher.Choice("w", Set.of(), Set.of(State.CANCELLED), Duration.ofHours(1));
            Watcher leaves = queues.watcher("two", choice, "leaves", any -> false);
            assertThat(leaves.next(1)).hasSize(1);
            leaves.leave();
        }
        as(LAUNCHER, 0, "watch", "two", "--exec", "cat > /dev/null", "--name", "w", "--batch", "100");
    }

    /** A campaign that is damaged: something is done twice, the counters are gone; then hardly anything of it is known. */
    private void mend() {
        String record = "'[[0,1,0,0,0,0],{\"n\":1}]'";
        String add = "XADD muster:{two}:first:done * r " + record;
        redis.ask(ADMIN, add, add, "DEL muster:{two}:first:counts");
        as(LAUNCHER, 1, "rollcall", "two", "--deep");
        as(LAUNCHER, 0, "restore", "two");
        as(LAUNCHER, 0, "rollcall", "two", "--deep");
        redis.ask(ADMIN, "DEL muster:{two}:campaign");
    }

    @Test
    void watcherSeesAllAndChangesNothing() {
        as(LAUNCHER, 0, "submit", folder.resolve("two.yml").toString(), "--stage-only");
        try (Queues queues = Queues.connect(address());
                WorkQueue work = queues.work("two", info(), Duration.ZERO)) {
            work.beat(info(), List.of());
            assertThat(work.exchange(List.of(), List.of(new Want("first", 1))).leases())
                    .hasSize(1);
        }
        redis.ask(ADMIN, "CONFIG RESETSTAT");
        look(WATCHER);
        page(WATCHER);
        as(WATCHER, 0, "logs", "two", "first/000001");
        doctor(WATCHER);
        assertUsed(WATCHER, Set.of());
        for (List<String> forbidden :
                List.of(List.of("pause", "two"), List.of("cancel", "two"), List.of("cancel", "two", "first/000001"))) {
            as(WATCHER, 3, forbidden.toArray(String[]::new));
            assertThat(desk.err()).contains("docs/operations.md");
        }
        as(WATCHER, 3, "purge", "two", "--yes", "--force");
        as(WATCHER, 3, "submit", folder.resolve("two.yml").toString(), "--stage-only", "--name", "other");
        as(LAUNCHER, 0, "status", "two", "--json");
        assertThat(desk.out()).contains("\"pending\":5", "\"blocked\":8", "\"cancelled\":0");
    }

    private void look(String user) {
        as(user, 0, "status", "two");
        as(user, 0, "status", "--all");
        as(user, 0, "tasks", "two");
        as(user, 0, "show", "two", "first/000001");
        as(user, 0, "explain", "two", "second/000001");
        as(user, 0, "show", "two", "third/000001");
        as(user, 0, "results", "two");
        as(user, 0, "events", "two");
        as(user, 0, "agents", "two");
        as(user, 0, "rollcall", "two", "--deep");
    }

    /** Its status is about this machine, too. */
    private void doctor(String user) {
        String config = folder.resolve(user + ".yml").toString();
        assertThat(desk.typesExactly("doctor", "--config", config)).isIn(0, 1);
        assertThat(desk.out())
                .contains("how often it is synced could not be asked")
                .doesNotContain("NOPERM", "fail  redis");
    }

    private static void arrays(Ledger ledger) {
        assertThat(ledger.watch("two", "here", "me", Duration.ofMinutes(1))).isTrue();
        assertThat(ledger.watch("two", "here", "another", Duration.ofMinutes(1)))
                .isFalse();
        assertThat(ledger.goal("two", "here", new Goal.Fixed(3))).isTrue();
        assertThat(ledger.arrays("two")).isEmpty();
        assertThat(ledger.goals("two")).containsEntry("here", new Goal.Fixed(3));
        ledger.unwatch("two", "here", "me");
    }

    private void assertUsed(String user, Set<String> tested) {
        Set<String> unused = new TreeSet<>(acl.commands(user));
        unused.removeAll(tested);
        var line = Pattern.compile("cmdstat_([^:]+):calls=[1-9]").matcher(redis.ask(ADMIN, "INFO commandstats"));
        while (line.find()) {
            unused.remove(line.group(1));
        }
        assertThat(unused).as("rights of " + user + " that were not used").isEmpty();
    }

    /** As the dashboard and top list tasks: a part at a time, and from the middle. */
    private void page(String user) {
        try (Queues queues = Queues.connect(address(user))) {
            for (State state : State.values()) {
                queues.view().page("two", "first", state, queues.view().place("two", "first", state, 0, 9_999), 5);
            }
        }
    }

    private RedisAddress address() {
        return address(LAUNCHER);
    }

    private RedisAddress address(String user) {
        return new RedisAddress(redis.url(), user, AclLines.password(user), null, RedisAddress.DEFAULT_PREFIX);
    }

    private static WorkQueue.AgentInfo info() {
        return new WorkQueue.AgentInfo("a1", "local", "here", 1, "", 2, Duration.ofSeconds(30));
    }
}
