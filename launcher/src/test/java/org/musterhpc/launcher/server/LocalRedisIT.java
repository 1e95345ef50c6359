package org.musterhpc.launcher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.RedisVersion;

/** With real servers: the one on the PATH, and the one that we bring. */
class LocalRedisIT {
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    Path temp;

    private final Map<String, String> env = new HashMap<>(System.getenv());
    private LocalRedis redis;
    private Path folder;

    @BeforeEach
    void home() {
        redis = patient();
        folder = temp.resolve("home/redis");
    }

    @AfterEach
    void end() {
        redis.stop();
    }

    private LocalRedis patient() {
        return new LocalRedis(new MusterHome(temp.resolve("home")), env, null, Ceiling.TIME, Ceiling.TIME);
    }

    private void use(String server) {
        env.remove(ServerBinary.CHOICE);
        if (!server.equals("PATH")) {
            env.put(ServerBinary.CHOICE, server);
        }
        redis = patient();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "embedded"})
    void serverKeepsPortPasswordAndDataOverAStop(String server) throws Exception {
        use(server);
        RedisAddress first = redis.ensureRunning();
        RespClient.at(first).say("RPUSH", "q", "task");

        assertThat(redis.stop()).isTrue();
        assertThat(redis.status().isRunning()).isFalse();
        assertThat(redis.stop()).isFalse();

        assertThat(redis.ensureRunning()).isEqualTo(first);
        assertThat(RespClient.at(first).say("LRANGE", "q", "0", "-1")).contains("task");
        assertThat(redis.status().running().program())
                .contains(server.equals("PATH") ? "/bin/" : folder + "/bin/redis-server-7.0.15");
    }

    /** Redis takes a name for a pattern, and has quotes and lines in its file. */
    @ParameterizedTest
    @ValueSource(strings = {"PATH", "embedded"})
    void serverStartsInAFolderOfAnyName(String server) throws Exception {
        Path odd = Files.createDirectories(temp.resolve("x*[y]? \\n \"z\" 'a'\n#b %s"));
        use(server);
        redis = new LocalRedis(new MusterHome(odd), env, null, Ceiling.TIME, Ceiling.TIME);
        RespClient.at(redis.ensureRunning()).say("RPUSH", "q", "task");
        assertThat(redis.stop()).isTrue();
        assertThat(RespClient.at(redis.ensureRunning()).say("LLEN", "q")).isEqualTo(":1");
        assertThat(odd.resolve("redis/redis.log")).exists();
    }

    /** What it had of a transaction when its machine lost power must not come back with a later start. */
    @ParameterizedTest
    @ValueSource(strings = {"PATH", "embedded"})
    void halfOfATransactionIsTakenOffTheFileBeforeItIsRead(String server) throws Exception {
        tearATransaction(server);
    }

    /** Redis 6.2 has one file for all. */
    @ParameterizedTest
    @EnumSource(RedisVersion.class)
    void halfOfATransactionIsTakenOffTheFileOfEveryVersion(RedisVersion version) throws Exception {
        tearATransaction(version.program().toString());
    }

    private void tearATransaction(String server) throws Exception {
        use(server);
        RedisAddress at = redis.ensureRunning();
        RespClient.at(at).say("RPUSH", "q", "a", "b", "c");
        // A word at which the tool takes what it reads for a manifest.
        RespClient.at(at).say("HSET", "h", "file", "x");
        RespClient.at(at).say("EVAL", "redis.call('LPOP', 'q', 2) redis.call('HSET', 'w', 'a', '1')", "0");
        killOnceAllIsWritten(at);
        Path written = AppendOnlyFile.in(folder.resolve("data")).orElseThrow().file();
        String text = Files.readString(written, StandardCharsets.ISO_8859_1);
        try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
            file.truncate(text.lastIndexOf("HSET") + 8L);
        }
        redis.ensureRunning();
        assertThat(RespClient.at(at).say("LRANGE", "q", "0", "-1")).contains("a", "b", "c");
        RespClient.at(at).say("EVAL", "redis.call('SET', 'x', '1') redis.call('SET', 'y', '1')", "0");
        killOnceAllIsWritten(at);

        redis.ensureRunning();
        assertThat(RespClient.at(at).say("LRANGE", "q", "0", "-1")).contains("a", "b", "c");
        assertThat(RespClient.at(at).say("EXISTS", "w", "x", "y")).contains("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "embedded"})
    void serverThatWasKilledIsStartedAgainOnItsData(String server) throws Exception {
        use(server);
        RedisAddress first = redis.ensureRunning();
        RespClient.at(first).say("RPUSH", "q", "task");
        killOnceAllIsWritten(first);

        assertThat(redis.ensureRunning()).isEqualTo(first);
        assertThat(RespClient.at(first).say("LLEN", "q")).isEqualTo(":1");
    }

    @Test
    void tornEndOfTheAppendOnlyFileIsMended() throws Exception {
        RedisAddress address = redis.ensureRunning();
        RespClient.at(address).say("RPUSH", "q", "task");
        killOnceAllIsWritten(address);
        Path written;
        try (Stream<Path> files = Files.list(folder.resolve("data/appendonlydir"))) {
            written = files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(written, Files.readString(written) + "*3\r\n$5\r\nRPUSH\r\n$1\r\nq\r\n$900\r\nto");

        redis.ensureRunning();

        assertThat(RespClient.at(address).say("LLEN", "q")).isEqualTo(":1");
    }

    @Test
    void manyAtOnceEndWithOneServer() throws Exception {
        Set<String> found = new ConcurrentSkipListSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Void>> launchers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            launchers.add(() -> {
                LocalRedis own = patient();
                found.add(own.ensureRunning() + " " + own.status().running().pid());
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(launchers)) {
            done.get();
        }
        threads.shutdown();
        assertThat(found).hasSize(1);
    }

    @Test
    void twoProgramsAtOnceEndWithOneServer() throws Exception {
        List<Process> launchers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            launchers.add(StartOnce.inOwnJvm(temp.resolve("home"), "0077"));
        }
        Set<String> found = new ConcurrentSkipListSet<>();
        for (Process launcher : launchers) {
            found.add(StartOnce.answer(launcher));
        }
        assertThat(found).hasSize(1).first().asString().startsWith("redis://127.0.0.1:");
    }

    @Test
    void filesAreForTheOwnerAloneWhateverTheUmask() throws Exception {
        StartOnce.answer(StartOnce.inOwnJvm(temp.resolve("home"), "0000"));
        RespClient.at(redis.ensureRunning()).say("SET", "a", "b");

        try (Stream<Path> all = Files.walk(temp.resolve("home"))) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .endsWith("------"));
        }
    }

    @Test
    void passwordIsOnNoCommandLineAndInNoText() throws Exception {
        RedisAddress address = redis.ensureRunning();
        assertThat(address.password()).hasSize(64);
        assertThat(address.toString() + redis.status()).doesNotContain(address.password());
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            assertThat(all.map(LocalRedisIT::commandLine)).noneMatch(line -> line.contains(address.password()));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.endsWith("redis.conf"))
                            .filter(file -> contains(file, address.password())))
                    .isEmpty();
        }
    }

    @Test
    void serverSurvivesItsLauncherInASessionOfItsOwn() throws Exception {
        StartOnce.answer(StartOnce.inOwnJvm(temp.resolve("home"), "0077"));
        long pid = redis.status().running().pid();
        String[] stat = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1);
        assertThat(stat[5]).as("session").isEqualTo(Long.toString(pid));
    }

    @Test
    void numberOfAnotherProgramInThePidFileFoolsNobody() throws Exception {
        redis.ensureRunning();
        kill(redis.status().running().pid());
        Process innocent = new ProcessBuilder("sleep", "1000").start();
        try {
            Files.writeString(folder.resolve("redis.pid"), innocent.pid() + "\n");

            assertThat(redis.stop()).isFalse();
            redis.ensureRunning();

            assertThat(redis.status().running().pid()).isNotEqualTo(innocent.pid());
            assertThat(redis.stop()).isTrue();
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void portThatSomebodyElseTookIsLeftToThem() throws Exception {
        RedisAddress first = redis.ensureRunning();
        RespClient.at(first).say("RPUSH", "q", "task");
        redis.stop();
        LocalRedis impatient = new LocalRedis(new MusterHome(temp.resolve("home")), env, null, SHORT, Ceiling.TIME);
        int port = Integer.parseInt(first.url().replaceAll(".*:", ""));
        try (ServerSocket other = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            RedisAddress second = impatient.ensureRunning();

            assertThat(second.url()).isNotEqualTo(first.url());
            assertThat(second.password()).isNotEqualTo(first.password());
            assertThat(RespClient.at(second).say("LLEN", "q")).isEqualTo(":1");
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void serverOfAnotherMachineIsNotDoubled() throws Exception {
        redis.ensureRunning();
        redis.stop();
        // As another login node that shares the home would see it: nobody on the port here, and no such process.
        Files.writeString(folder.resolve("host"), "login1\nboot-1\n");
        assertThatThrownBy(redis::ensureRunning).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem).hasMessageContaining("was started on login1, and this is ");
            assertThat(problem.exit()).isEqualTo(Problem.UNREACHABLE);
        });
        assertThat(redis.status().isRunning()).isFalse();
        Files.delete(folder.resolve("host"));
    }

    @Test
    void hangingServerIsReportedAndNotDoubled() throws Exception {
        redis.ensureRunning();
        long pid = redis.status().running().pid();
        signal("STOP", pid);
        try {
            LocalRedis impatient = new LocalRedis(new MusterHome(temp.resolve("home")), env, null, SHORT, SHORT);
            assertThatThrownBy(impatient::ensureRunning)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("process " + pid)
                    .hasMessageContaining("neither answers nor ends");
        } finally {
            signal("CONT", pid);
        }
        await().until(() -> redis.status().isRunning());
        assertThat(redis.status().running().pid()).isEqualTo(pid);
    }

    @Test
    void serverThatCannotStartSaysWhy() throws Exception {
        redis.ensureRunning();
        redis.stop();
        Path manifest;
        try (Stream<Path> files = Files.list(folder.resolve("data/appendonlydir"))) {
            manifest = files.filter(file -> file.toString().endsWith(".manifest"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(manifest, "nonsense\n");
        assertThatThrownBy(redis::ensureRunning).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem).hasMessageContaining("ended at its start: ");
            assertThat(problem.getMessage()).doesNotContain("\n");
            assertThat(problem.exit()).isEqualTo(Problem.UNREACHABLE);
        });
    }

    @Test
    void queueWorksOnIt() {
        try (Queues queues = Queues.connect(redis.ensureRunning())) {
            assertThat(queues.view().campaigns()).isEmpty();
        }
    }

    /** While its file is synced a server holds back what it has acknowledged, for up to two seconds. */
    private void killOnceAllIsWritten(RedisAddress at) throws Exception {
        await().until(() -> RespClient.at(at).say("INFO", "persistence").contains("aof_buffer_length:0\r\n"));
        kill(redis.status().running().pid());
    }

    private static void kill(long pid) throws Exception {
        signal("KILL", pid);
        // It may go between two looks, or while its file is read.
        await().ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !Files.exists(Path.of("/proc/" + pid + "/exe"))
                        || Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z "));
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
