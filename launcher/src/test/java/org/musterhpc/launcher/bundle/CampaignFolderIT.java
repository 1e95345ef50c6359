package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.local.LocalShell;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.SshServer;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

class CampaignFolderIT {
    private static final Retries RETRIES = new Retries(Pause.real());
    private static final Map<Kind, Shell> SHELLS = new EnumMap<>(Kind.class);
    private static final Campaign APOLLO = new Campaign("apollo", "d1", "me", Instant.EPOCH, List.of());

    private static SshServer server;

    @TempDir
    private Path temp;

    private BundleInstaller installer;
    private Path site;
    private Path manifest;
    private final SigningKey key = SigningKey.fresh();
    private CampaignFolder.Access access;

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
        installer = new BundleInstaller(new MusterHome(temp.resolve("home")), lib, RETRIES);
        site = temp.resolve("site");
        manifest = Files.createDirectory(temp.resolve("manifest"));
        Files.writeString(manifest.resolve("main.jsonl"), "{\"id\":\"main/1\"}\n");
        Path ca = Files.writeString(temp.resolve("site-ca.pem"), "PEM");
        RedisAddress redis = new RedisAddress("rediss://redis.site:6379", "me", "hunter2", ca.toString(), "muster:");
        access = new CampaignFolder.Access(redis, key);
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatAgentsNeedForItsOwnerAlone(Kind kind) throws Exception {
        CampaignFolder.Paths paths = folder(SHELLS.get(kind)).prepare(installer, access, APOLLO, manifest);
        assertThat(paths.folder()).isEqualTo(site + "/campaigns/apollo");
        assertThat(Path.of(paths.agent().program())).isExecutable();
        for (String folder : List.of(paths.folder(), paths.logs(), paths.scripts(), paths.work())) {
            assertThat(mode(folder)).isEqualTo("rwx------");
        }
        RedisAddress seen = ConnectionFile.read(Path.of(paths.connection()));
        assertThat(seen.password()).isEqualTo("hunter2");
        assertThat(ConnectionFile.key(Path.of(paths.connection())))
                .extracting(SigningKey::text)
                .isEqualTo(key.text());
        assertThat(Path.of(String.valueOf(seen.caFile()))).hasContent("PEM").hasParent(Path.of(paths.folder()));
        assertThat(mode(paths.connection())).isEqualTo("rw-------");
        assertThat(Path.of(paths.folder(), "manifest", "main.jsonl"))
                .hasSameTextualContentAs(manifest.resolve("main.jsonl"));
        assertThat(Files.readString(Path.of(paths.folder(), "campaign.json"))).contains("\"digest\":\"d1\"");
    }

    @ParameterizedTest
    @EnumSource
    void manifestIsSentOnlyWhereItDiffers(Kind kind) throws Exception {
        CampaignFolder folder = folder(SHELLS.get(kind));
        Path there = Path.of(folder.prepare(installer, access, APOLLO, manifest).folder(), "manifest", "main.jsonl");
        FileTime old = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(there, old);
        folder.prepare(installer, access, APOLLO, manifest);
        assertThat(Files.getLastModifiedTime(there)).isEqualTo(old);
        Files.writeString(manifest.resolve("main.jsonl"), "{\"id\":\"main/2\"}\n");
        folder.prepare(installer, access, APOLLO, manifest);
        assertThat(there).content().contains("main/2");
    }

    @ParameterizedTest
    @EnumSource
    void folderThatIsNotThereGivesWayToTheCampaignsOwn(Kind kind) throws Exception {
        CampaignFolder folder = folder(SHELLS.get(kind));
        assertThat(folder.workdir(manifest.toString())).isEqualTo(manifest.toString());
        String work = folder.workdir(temp.resolve("not there").toString());
        assertThat(work).isEqualTo(site + "/campaigns/apollo/work");
        assertThat(mode(work)).isEqualTo("rwx------");
    }

    @ParameterizedTest
    @EnumSource
    void removesItselfAndNothingElse(Kind kind) throws Exception {
        CampaignFolder folder = folder(SHELLS.get(kind));
        CampaignFolder.Paths paths = folder.prepare(installer, access, APOLLO, manifest);
        new CampaignFolder(SHELLS.get(kind), RETRIES, site.toString(), "apollo2").workdir("/not/there");
        folder.remove();
        folder.remove();
        assertThat(Path.of(paths.folder())).doesNotExist();
        assertThat(site.resolve("campaigns/apollo2/work")).isDirectory();
        assertThat(Path.of(paths.agent().program())).exists();
    }

    @Test
    void nameThatLeadsElsewhereIsRefused() {
        for (String name : List.of("..", "a/b", "", "-rf")) {
            assertThatThrownBy(() -> new CampaignFolder(new LocalShell(), RETRIES, site.toString(), name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void folderThatCannotBeWrittenIsNamed() throws IOException {
        Files.createDirectories(site);
        Files.writeString(site.resolve("campaigns"), "a file");
        assertThatThrownBy(() -> folder(new LocalShell()).workdir("/not/there"))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("this machine: " + site + "/campaigns/apollo cannot be written: ");
    }

    private CampaignFolder folder(Shell shell) {
        return new CampaignFolder(shell, RETRIES, site.toString(), "apollo");
    }

    private static String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path)));
    }
}
