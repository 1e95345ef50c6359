package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.local.LocalShell;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.SshServer;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.testkit.Ceiling;

/** Folders of a cluster in which somebody else could exchange what is run there. */
class DistrustIT {
    private static final Map<Kind, Shell> SHELLS = new EnumMap<>(Kind.class);

    private static SshServer server;

    @TempDir
    private Path temp;

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
        Path lib = Files.createDirectory(temp.resolve("lib"));
        Files.writeString(lib.resolve("agent.jar"), "one");
        installer = new BundleInstaller(new MusterHome(temp.resolve("home")), lib, new Retries(Pause.real()));
    }

    private Path folder(String name, String rights) throws IOException {
        Path folder = Files.createDirectories(temp.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
        return folder;
    }

    /** Before anything is put there, whatever is about to be done. */
    @ParameterizedTest
    @EnumSource
    void folderThatOthersMayWriteToIsRefused(Kind kind) throws Exception {
        Shell shell = SHELLS.get(kind);
        refused(shell, folder("open", "rwxrwxrwx"), "others may write to " + temp.resolve("open"));
        refused(shell, folder("group", "rwxrwx---"), "others may write to " + temp.resolve("group"));
        folder("way", "rwxr-xr-x");
        Path mine = folder("way/mine", "rwx------");
        folder("way", "rwxrwxrwx");
        refused(shell, mine, "others may write to " + temp.resolve("way"));
        refused(shell, Files.createSymbolicLink(temp.resolve("link"), mine), "others may write to");
        refused(shell, temp.resolve("way/not there yet"), "others may write to");
        folder("within", "rwxr-xr-x");
        folder("within/agents", "rwxrwxrwx");
        refused(shell, temp.resolve("within"), "others may write to " + temp.resolve("within/agents"));
    }

    @ParameterizedTest
    @EnumSource
    void folderOfAnotherIsRefused(Kind kind) throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("only root can give folders away")
                .isEqualTo("root");
        var nobody = temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Path his = folder("his", "rwxr-xr-x");
        Files.setOwner(his, nobody);
        refused(SHELLS.get(kind), his, his + " belongs to user nobody");
        refused(SHELLS.get(kind), his.resolve("below"), his + " belongs to user nobody");
        Path link = Files.createSymbolicLink(temp.resolve("his link"), folder("good", "rwx------"));
        Files.getFileAttributeView(
                        link, java.nio.file.attribute.FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(nobody);
        refused(SHELLS.get(kind), link, link + " belongs to user nobody");
    }

    /** As /tmp: nobody can remove or rename what is another's there. */
    @ParameterizedTest
    @EnumSource
    void ownFolderInOneWhereEachKeepsHisOwnIsFine(Kind kind) throws Exception {
        Path sticky = folder("sticky", "rwxrwxrwx");
        LocalTool.run(Ceiling.TIME, "chmod", "1777", sticky.toString());
        assertThat(installer
                        .install(SHELLS.get(kind), sticky.resolve("mine/m").toString())
                        .sent())
                .isTrue();
    }

    private void refused(Shell shell, Path remote, String why) throws Exception {
        List<String> before = all(temp);
        CampaignFolder campaign = new CampaignFolder(shell, new Retries(Pause.real()), remote.toString(), "apollo");
        for (Doing doing : List.<Doing>of(
                () -> installer.install(shell, remote.toString()),
                () -> installer.look(shell, remote.toString()),
                () -> installer.room(shell, remote.toString()),
                () -> campaign.workdir("/not/there"),
                campaign::remove)) {
            assertThatThrownBy(doing::run)
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
                        assertThat(problem.advice()).contains("remote_dir:");
                    })
                    .hasMessageStartingWith(shell.name() + ": " + remote)
                    .hasMessageContaining(why);
        }
        assertThat(all(temp)).isEqualTo(before);
    }

    private interface Doing {
        void run() throws ShellFailure;
    }

    private static List<String> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString)
                    .filter(file -> !file.contains("/home"))
                    .sorted()
                    .toList();
        }
    }

    /** Who could write there once may have waited: nothing is started that is not what was brought. */
    @Test
    void anAgentThatIsNotWhatWasBroughtIsNotStarted() throws Exception {
        Shell shell = SHELLS.get(Kind.LOCAL);
        Path site = folder("site", "rwx------");
        Installed agent = installer.install(shell, site.toString());
        Path folder = Path.of(agent.program()).getParent();
        assertThat(start(agent).errText()).as("as it was brought").doesNotContain("is not as it was brought");
        Files.writeString(folder.resolve("classes-99.jsa"), "another Java's");
        assertThat(start(agent).errText()).doesNotContain("is not as it was brought");
        for (Change change : List.<Change>of(
                file -> Files.writeString(file.resolve("lib/agent.jar"), "0ne"),
                file -> Files.writeString(file.resolve("lib/0.jar"), "before all others"),
                file -> Files.createSymbolicLink(file.resolve("lib/link.jar"), Path.of("/tmp/x.jar")),
                file -> Files.delete(file.resolve("lib/agent.jar")),
                file -> Files.writeString(file.resolve("muster-agent"), "#!/bin/sh\necho taken\n"),
                file -> Files.writeString(file.resolve("SHA256SUMS"), ""))) {
            LocalTool.run(Ceiling.TIME, "rm", "-rf", site.resolve("agents").toString());
            Installed fresh = installer.install(shell, site.toString());
            change.in(Path.of(fresh.program()).getParent());
            Answer answer = start(fresh);
            assertThat(answer.exit()).isEqualTo(3);
            assertThat(answer.outText()).isEmpty();
            assertThat(answer.errText()).contains("is not as it was brought there", "nothing of it is started");
        }
    }

    private interface Change {
        void in(Path folder) throws IOException;
    }

    private static Answer start(Installed agent) throws Exception {
        List<String> words = new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin", "MUSTER_JAVA=/bin/false"));
        words.addAll(agent.start());
        words.add("--help");
        try (LocalShell shell = new LocalShell()) {
            return shell.run(Command.of(Ceiling.TIME, words.toArray(String[]::new)));
        }
    }
}
