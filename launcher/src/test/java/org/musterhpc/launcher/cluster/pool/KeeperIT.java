package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.local.LocalShell;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;

/** The script that keeps agents, with an agent that is a script as well, in a folder whose path wants to be quoted. */
class KeeperIT {
    /** Hears nothing before there is a file {@code hears}, as a JVM that has only just begun; and of what it hears, the first. */
    private static final String AGENT = """
            #!/bin/sh
            here=$(dirname -- "$0")
            for word; do echo "<$word>" >> "$here/words"; done
            until [ -e "$here/hears" ]; do sleep 0.05; done
            if [ -e "$here/dies" ]; then echo "muster-agent: no room for 'me'"; exit 7; fi
            end() { trap '' URG TERM; echo "$1" >> "$here/ends"; exit 0; }
            trap 'end drained' URG
            trap 'end stopped' TERM
            echo "$$" >> "$here/ready"
            while :; do sleep 0.05 & wait $!; done
            """;

    @TempDir
    private Path temp;

    private Path bin;
    private LocalShell shell;
    private Keeper keeper;

    @BeforeEach
    void setUp() throws Exception {
        bin = Files.createDirectories(temp.resolve("b i'n"));
        Path agent = Files.writeString(bin.resolve("agent"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwx------"));
        write("hears");
        shell = new LocalShell();
        keeper = other();
        prepare(new Keeper.Plan(List.of(agent.toString(), "--a b", "it's", "$HOME", ""), "lab-here", List.of()));
    }

    /** Without what would write into the crontab, or to the service manager, of whoever runs the tests. */
    private void prepare(Keeper.Plan plan) throws Exception {
        keeper.prepare(plan);
        Files.delete(Path.of(keeper.folder()).resolve(Keeper.BOOT));
    }

    @AfterEach
    void end() throws Exception {
        write("hears");
        keeper.stop(Keeper.Stop.NOW);
        until(() -> state().ended() && !alive("guard"));
        shell.close();
    }

    private Keeper other() {
        return new Keeper(
                shell, new Retries(Pause.real()), temp.resolve("a pool's").toString());
    }

    private KeeperState state() throws Exception {
        KeeperState state = keeper.state();
        assertThat(state).isNotNull();
        return state;
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Ceiling.TIME).until(condition);
    }

    private void write(String name) throws IOException {
        Files.writeString(bin.resolve(name), "");
    }

    private List<String> lines(String name) throws IOException {
        Path file = bin.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** 0 where there is none: who ends takes its file away. */
    private long pid(String file) {
        String said = LiveTree.read(Path.of(keeper.folder()).resolve(file)).strip();
        return said.isEmpty() ? 0 : Long.parseLong(said.split(" ", -1)[0]);
    }

    private boolean alive(String file) {
        long pid = pid(file);
        return pid != 0 && ProcessHandle.of(pid).isPresent();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** All agents of this test, as the kernel sees them; what an agent forks shows its words until it runs its own program. */
    private List<Long> agents() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words ->
                                List.of(words).contains(bin.resolve("agent").toString()))
                        .isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }

    private List<Long> startedWith(int count) throws Exception {
        keeper.start(count);
        until(() -> state().agents().size() == count && lines("ready").size() == count);
        until(() -> alive("keeper") && alive("guard"));
        return List.copyOf(state().agents().values());
    }

    @Test
    void agentsGetTheirWordsAndAName() throws Exception {
        startedWith(1);
        assertThat(lines("words"))
                .startsWith("<--a b>", "<it's>", "<$HOME>", "<>", "<--name>")
                .last()
                .asString()
                .matches("<lab-here-1-\\d+>");
        assertThat(state()).satisfies(now -> {
            assertThat(now.watched()).isTrue();
            assertThat(now.problem()).isEmpty();
            assertThat(now.host()).isNotEmpty();
        });
    }

    @Test
    void nothingWasStarted() throws Exception {
        Keeper none = new Keeper(
                shell, new Retries(Pause.real()), temp.resolve("none").toString());
        assertThat(none.state()).isNull();
        none.stop(Keeper.Stop.NOW);
        assertThat(temp.resolve("none")).doesNotExist();
    }

    @Test
    void killedAgentIsReplacedAndTold() throws Exception {
        List<Long> before = startedWith(2);
        kill(before.get(0));
        until(() -> state().agents().size() == 2 && lines("ready").size() == 3);
        assertThat(state().agents().values()).contains(before.get(1)).doesNotContain(before.get(0));
        assertThat(state().deaths().values()).singleElement().satisfies(death -> {
            assertThat(death.status()).isEqualTo(137);
            assertThat(death.times()).isEqualTo(1);
        });
        assertThat(state().problem()).isEmpty(); // it lives again
    }

    @Test
    void killedKeeperComesBackAndAgentsNeverNotice() throws Exception {
        List<Long> agents = startedWith(2);
        long keeps = pid("keeper");
        kill(keeps);
        until(() -> alive("keeper") && pid("keeper") != keeps);
        kill(agents.get(0));
        until(() -> state().agents().size() == 2 && lines("ready").size() == 3);
        assertThat(state().agents().values()).contains(agents.get(1));
        assertThat(state().deaths().values())
                .singleElement()
                .satisfies(death -> assertThat(death.status()).isNull()); // not its child
    }

    @Test
    void killedGuardComesBack() throws Exception {
        startedWith(1);
        long guards = pid("guard");
        kill(guards);
        until(() -> alive("guard") && pid("guard") != guards);
        long keeps = pid("keeper");
        kill(keeps);
        until(() -> alive("keeper") && pid("keeper") != keeps);
        assertThat(lines("ready")).hasSize(1);
    }

    @Test
    void allKilledIsStartedAgainByStart() throws Exception {
        List<Long> agents = startedWith(2);
        List<Long> all = new ArrayList<>(List.of(pid("keeper"), pid("guard")));
        // First those that would start the others again: they stand still, or the last would start the first.
        Command halt = Command.of(
                Ceiling.TIME, "kill", "-STOP", all.get(0).toString(), all.get(1).toString());
        assertThat(shell.run(halt).exit()).isZero();
        all.addAll(agents);
        all.forEach(KeeperIT::kill);
        until(() -> state().agents().isEmpty() && !state().watched());
        other().start(2);
        until(() -> state().watched() && lines("ready").size() == 4);
        until(() -> agents().size() == 2);
    }

    @Test
    void twoStartsLeaveOneKeeperAndNoAgentTooMany() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Exception> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    other().start(3);
                } catch (Exception e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        until(() -> lines("ready").size() == 3);
        until(() -> watchers() == 2);
        until(() -> agents().size() == 3);
    }

    private long watchers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> words.length > 1
                                && words[words.length - 2].equals(keeper.folder() + "/keep.sh")
                                && List.of("keep", "guard").contains(words[words.length - 1]))
                        .isPresent())
                .count();
    }

    @Test
    void moreAndFewer() throws Exception {
        List<Long> first = startedWith(1);
        keeper.start(3);
        until(() -> lines("ready").size() == 3 && state().agents().size() == 3);
        assertThat(state().agents().values()).containsAll(first);
        keeper.start(1);
        until(() -> state().agents().size() == 1);
        assertThat(List.copyOf(state().agents().values())).isEqualTo(first);
        assertThat(lines("ends")).containsOnly("drained").hasSizeBetween(2, 4);
        keeper.start(0);
        until(() -> state().agents().isEmpty());
        assertThat(state().watched()).isTrue();
    }

    @Test
    void thoseThatAreNamedAreKept() throws Exception {
        long first = startedWith(2).get(0);
        keeper.only(Set.of(1, 3));
        until(() ->
                state().agents().keySet().equals(Set.of(1, 3)) && lines("ready").size() == 3);
        assertThat(state().agents()).containsEntry(1, pid("agent.1"));
        assertThat(state().wanted()).containsExactlyInAnyOrder(1, 3);
        assertThat(lines("ends")).contains("drained");
        kill(pid("agent.3"));
        until(() -> lines("ready").size() == 4);
        keeper.start(1, true);
        assertThat(state().wanted()).as("a start of one that is scaled").containsExactlyInAnyOrder(1, 3);
        keeper.only(Set.of());
        until(() -> state().agents().isEmpty());
        assertThat(state().problem()).isEmpty();
        keeper.stop(Keeper.Stop.DRAIN);
        keeper.only(Set.of(1));
        until(() -> state().ended());
        assertThat(ProcessHandle.of(first)).isEmpty();
    }

    @Test
    void stopDrainsAndEndsTheWatch() throws Exception {
        startedWith(2);
        keeper.stop(Keeper.Stop.DRAIN);
        until(() -> state().ended());
        assertThat(lines("ends")).containsOnly("drained");
        until(() -> !alive("guard"));
        startedWithAgain();
    }

    private void startedWithAgain() throws Exception {
        Files.delete(bin.resolve("ready"));
        startedWith(1);
    }

    @Test
    void stopNowEndsAtOnce() throws Exception {
        startedWith(2);
        keeper.stop(Keeper.Stop.NOW);
        until(() -> state().ended());
        assertThat(lines("ends")).containsOnly("stopped");
    }

    /** Until it has its handlers, an agent ignores being told to drain. */
    @Test
    void agentThatHasOnlyJustBegunHearsItLater() throws Exception {
        Files.delete(bin.resolve("hears"));
        keeper.start(1);
        until(() -> state().agents().size() == 1 && !lines("words").isEmpty());
        keeper.stop(Keeper.Stop.DRAIN);
        write("hears");
        until(() -> state().ended());
        assertThat(lines("ends")).containsExactly("drained");
    }

    @Test
    void anotherBeginsBeforeTheOneThatIsReplacedLeaves() throws Exception {
        long first = startedWith(1).get(0);
        keeper.replace(1);
        until(() -> lines("ready").size() == 2);
        assertThat(state().old()).containsExactly(first);
        assertThat(state().agents().get(1)).isNotEqualTo(first);
        assertThat(lines("ends")).isEmpty();
        keeper.retire(1);
        until(() -> state().old().isEmpty() && state().agents().size() == 1);
        assertThat(lines("ends")).containsExactly("drained");
        assertThat(state().deaths()).isEmpty();
    }

    /** Long tasks keep the ones before from leaving. */
    @Test
    void oneIsReplacedAgainWhileTheOneBeforeIsStillThere() throws Exception {
        long first = startedWith(1).get(0);
        keeper.replace(1);
        until(() -> lines("ready").size() == 2 && state().agents().size() == 1);
        long second = state().agents().get(1);
        keeper.replace(1);
        until(() -> lines("ready").size() == 3);
        assertThat(state().old()).containsExactlyInAnyOrder(first, second);
        keeper.retire(1);
        until(() -> state().old().isEmpty() && state().agents().size() == 1);
        assertThat(lines("ends")).containsExactly("drained", "drained");
    }

    @Test
    void anotherVersionOfTheScriptTakesOverWithoutAGap() throws Exception {
        List<Long> agents = startedWith(2);
        long keeps = pid("keeper");
        long guards = pid("guard");
        keeper.renew();
        until(() -> alive("keeper") && pid("keeper") != keeps && alive("guard") && pid("guard") != guards);
        until(() ->
                ProcessHandle.of(keeps).isEmpty() && ProcessHandle.of(guards).isEmpty());
        assertThat(state().agents().values()).containsExactlyInAnyOrderElementsOf(agents);
        until(() -> watchers() == 2);
    }

    @Test
    void oneThatDiesAtOnceIsTriedEverMoreSeldomAndItsLastWordsAreTold() throws Exception {
        write("dies");
        keeper.start(1);
        until(() -> state().deaths().values().stream().anyMatch(death -> death.times() >= 3));
        assertThat(state().problem())
                .get()
                .asString()
                .matches("an agent ended with exit 7, \\d times in a row: no room for 'me'");
        String[] death = Files.readString(Path.of(keeper.folder()).resolve("deaths.1"))
                .strip()
                .split(" ", -1);
        long pause = 1L << (Integer.parseInt(death[0]) - 1);
        long died = Files.getLastModifiedTime(Path.of(keeper.folder()).resolve("deaths.1"))
                        .toMillis()
                / 1000;
        // A file's time may be a moment before that of the command that was asked before it was written.
        assertThat(Long.parseLong(death[1]) - died).isBetween(pause - 1, pause + 1);
        Files.delete(bin.resolve("dies"));
        until(() -> state().agents().size() == 1 && lines("ready").size() == 1);
    }

    @Test
    void redisThatItIsToKeepIsStartedAndStartedAgain() throws Exception {
        Path file = bin.resolve("redis.pid");
        String start = "sleep 600 & echo $! > '" + bin.toString().replace("'", "'\\''") + "/redis.pid'";
        prepare(new Keeper.Plan(
                List.of(bin.resolve("agent").toString()), "lab-here", List.of(file.toString(), "sh", "-c", start)));
        startedWith(1);
        until(() -> !LiveTree.read(file).isBlank());
        String first = LiveTree.read(file);
        kill(Long.parseLong(first.strip()));
        until(() -> !Set.of("", first).contains(LiveTree.read(file)));
        long second = Long.parseLong(LiveTree.read(file).strip());
        keeper.stop(Keeper.Stop.NOW);
        until(() -> state().ended());
        assertThat(ProcessHandle.of(second)).isPresent(); // a stop leaves it
        kill(second);
    }
}
