package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.SshServer;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.LiveTree;

/** Over every shell, on a real sshd. The jars are none: only what is done with files is looked at. */
class BundleInstallerIT {
    private static final Map<Kind, Shell> SHELLS = new EnumMap<>(Kind.class);

    private static SshServer server;

    @TempDir
    private Path temp;

    private MusterHome home;
    private Path lib;
    private Path site;
    private BundleInstaller installer;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start();
        for (Kind kind : Kind.values()) {
            SHELLS.put(kind, kind.open(server));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        SHELLS.values().forEach(Shell::close);
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void lay() throws IOException {
        home = new MusterHome(temp.resolve("home"));
        lib = Files.createDirectory(temp.resolve("lib"));
        Files.writeString(lib.resolve("agent.jar"), "one");
        Files.writeString(lib.resolve("other-1.2_3+x.jar"), "two");
        site = temp.resolve("shared-site");
        installer = new BundleInstaller(home, lib, new Retries(Pause.real()));
    }

    @ParameterizedTest
    @EnumSource
    void bringsItOnceForItsOwnerAlone(Kind kind) throws Exception {
        Installed first = installer.install(SHELLS.get(kind), site.toString());
        assertThat(first.sent()).isTrue();
        assertThat(first.program()).isEqualTo(site + "/agents/" + first.hash() + "/muster-agent");
        Path folder = Path.of(first.program()).resolveSibling("");
        assertThat(Files.readString(folder.resolve("lib/agent.jar"))).isEqualTo("one");
        try (Stream<Path> all = Files.walk(site)) {
            assertThat(all)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(
                                    Files.isDirectory(path) || Files.isExecutable(path) ? "rwx------" : "rw-------"));
        }
        assertThat(Path.of(first.program())).isExecutable();
        assertThat(installer.install(SHELLS.get(kind), site.toString()))
                .isEqualTo(new Installed(first.hash(), first.program(), false, first.seal()));
    }

    @ParameterizedTest
    @EnumSource
    void versionsLieSideBySide(Kind kind) throws Exception {
        Installed first = installer.install(SHELLS.get(kind), site.toString());
        Files.writeString(lib.resolve("agent.jar"), "newer");
        Installed second = installer.install(SHELLS.get(kind), site.toString());
        assertThat(second.hash()).isNotEqualTo(first.hash());
        assertThat(agents()).containsExactlyInAnyOrder(first.hash(), second.hash());
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSiteHasDeletedOrSomebodyChangedIsBroughtAgain(Kind kind) throws Exception {
        Installed first = installer.install(SHELLS.get(kind), site.toString());
        Path folder = Path.of(first.program()).resolveSibling("");
        Files.delete(folder.resolve("lib/agent.jar"));
        assertThat(installer.install(SHELLS.get(kind), site.toString()).sent()).isTrue();
        assertThat(folder.resolve("lib/agent.jar")).hasContent("one");

        Files.writeString(folder.resolve("lib/agent.jar"), "0ne");
        Files.setLastModifiedTime(folder.resolve(".complete"), FileTime.from(Instant.EPOCH.plus(Duration.ofDays(300))));
        assertThat(installer.install(SHELLS.get(kind), site.toString()).sent()).isTrue();
        assertThat(folder.resolve("lib/agent.jar")).hasContent("one");
        assertThat(agents()).filteredOn(name -> !name.startsWith(".wrong.")).containsExactly(first.hash());
    }

    @ParameterizedTest
    @EnumSource
    void archiveThatIsNotWhatItShouldBeIsRefused(Kind kind) throws Exception {
        Path archive = AgentBundle.of(lib, null).archive(home);
        Path tampered = Files.createDirectories(temp.resolve("tampered/lib"));
        Files.writeString(tampered.resolve("agent.jar"), "evil");
        LocalTool.run(
                Ceiling.TIME,
                "sh",
                "-c",
                "cd \"$1\" && tar -xzf \"$2\" && printf evil >lib/agent.jar && tar -czf \"$2\" .",
                "sh",
                tampered.getParent().toString(),
                archive.toString());
        assertThatThrownBy(() -> installer.install(SHELLS.get(kind), site.toString()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("did not arrive as it was sent")
                .hasMessageContaining(SHELLS.get(kind).name());
        assertThat(agents()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void folderThatCannotBeWrittenIsNamed(Kind kind) throws Exception {
        Files.writeString(site, "a file");
        assertThatThrownBy(() -> installer.install(SHELLS.get(kind), site.toString()))
                .isInstanceOfSatisfying(
                        // It can never be written to: the setting is wrong.
                        Problem.class, problem -> assertThat(problem.exit()).isEqualTo(Problem.USAGE))
                .hasMessageStartingWith(SHELLS.get(kind).name() + ": " + site + "/agents cannot be written: ")
                .hasMessageContaining("Not a directory");
    }

    @ParameterizedTest
    @EnumSource
    void fullFileSystemIsToldAndNothingIsLeft(Kind kind) throws Exception {
        Path full = Files.createDirectory(temp.resolve("full"));
        assumeThat(mount(full)).as("only root can have a small file system").isTrue();
        try {
            Files.write(lib.resolve("large.jar"), noise(3 << 20));
            assertThatThrownBy(() -> installer.install(SHELLS.get(kind), full.toString()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cannot be written")
                    .hasMessageContaining(full.toString());
            try (Stream<Path> left = Files.list(full.resolve("agents"))) {
                assertThat(left).isEmpty();
            }
        } finally {
            LocalTool.run(Ceiling.TIME, "umount", full.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoAtOnceBothHaveIt(Kind kind) throws Exception {
        Files.write(lib.resolve("large.jar"), noise(4 << 20));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Installed> install = () -> installer.install(SHELLS.get(kind), site.toString());
            List<Future<Installed>> all = threads.invokeAll(List.of(install, install, install, install));
            for (Future<Installed> one : all) {
                assertThat(one.get().program()).isEqualTo(all.get(0).get().program());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(agents()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void installThatIsCutOffLeavesNothingAndTheNextGoesThrough(Kind kind) throws Exception {
        Files.write(lib.resolve("large.jar"), noise(1 << 20));
        AgentBundle bundle = AgentBundle.of(lib, null);
        Path archive = bundle.archive(home);
        Shell dying = kind.open(server);
        Thread sender = new Thread(() -> {
            try {
                dying.run(new Command(
                        RemoteScript.INSTALL.argv(site.toString(), bundle.hash(), "x"),
                        () -> new Stalling(Files.newInputStream(archive), 500_000),
                        Ceiling.TIME));
            } catch (ShellFailure expected) {
                // that is what is wanted here
            }
        });
        sender.start();
        // Once it unpacks it removes, whatever ends it, what it has made.
        await().until(() -> !LiveTree.files(site.resolve("agents")).isEmpty());
        sender.interrupt();
        dying.close();
        sender.join(Ceiling.TIME.toMillis());
        await().until(() -> agents().isEmpty());
        assertThat(installer.install(SHELLS.get(kind), site.toString()).sent()).isTrue();
        assertThat(agents()).containsExactly(bundle.hash());
    }

    @ParameterizedTest
    @EnumSource
    void leftoversOfMachinesThatDiedAreRemovedAndYoungOnesAreNot(Kind kind) throws Exception {
        Path old = Files.createDirectories(site.resolve("agents/.00ff.abcdef/lib"));
        Path young = Files.createDirectories(site.resolve("agents/.00ff.ghijkl/lib"));
        Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.EPOCH.plus(Duration.ofDays(300))));
        installer.install(SHELLS.get(kind), site.toString());
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private List<String> agents() throws IOException {
        if (!Files.isDirectory(site.resolve("agents"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(site.resolve("agents"))) {
            return new ArrayList<>(
                    all.map(path -> path.getFileName().toString()).toList());
        }
    }

    private static boolean mount(Path folder) {
        try {
            LocalTool.run(Ceiling.TIME, "mount", "-t", "tmpfs", "-o", "size=1m", "muster", folder.toString());
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(7).nextBytes(noise);
        return noise;
    }

    /** Gives so many bytes, and then none for as long as anybody waits. */
    private static final class Stalling extends InputStream {
        private final InputStream source;
        private int left;

        Stalling(InputStream source, int left) {
            this.source = source;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left-- > 0) {
                return source.read();
            }
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return -1;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int next = read();
            if (next < 0) {
                return -1;
            }
            into[from] = (byte) next;
            return 1;
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
