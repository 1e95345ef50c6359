package org.musterhpc.queue.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;

class SafePathTest {
    @TempDir
    private Path temp;

    private Path within;

    @BeforeEach
    void make() throws IOException {
        within = Files.createDirectories(temp.resolve("a/b"));
    }

    private static void rights(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static void sticky(Path folder) throws Exception {
        Process chmod = new ProcessBuilder("chmod", "1777", folder.toString()).start();
        assertThat(chmod.waitFor()).isZero();
    }

    @Test
    void whatIsOursAllTheWayIsSafe() throws IOException {
        assertThat(SafePath.danger(within)).isEmpty();
        assertThat(SafePath.danger(within.resolve("not/there"))).isEmpty();
        assertThat(SafePath.danger(Path.of("/dev/null"))).isEmpty();
    }

    @Test
    void aFolderOnTheWayThatOthersMayWriteToIsNamed() throws Exception {
        for (String open : new String[] {"rwxrwxr-x", "rwxr-xrwx", "rwx-w----"}) {
            rights(temp.resolve("a"), open);
            assertThat(SafePath.danger(within))
                    .contains("others may write to " + temp.resolve("a") + " (" + open + ")");
            assertThat(SafePath.danger(within.resolve("x"))).isPresent();
        }
        sticky(temp.resolve("a"));
        assertThat(SafePath.danger(within)).isEmpty();
    }

    @Test
    void aFileThatOthersMayWriteToIsNamed() throws Exception {
        Path file = Files.createFile(within.resolve("f"));
        rights(file, "rw-rw----");
        assertThat(SafePath.danger(file)).isPresent();
        rights(file, "rw-r--r--");
        assertThat(SafePath.danger(file)).isEmpty();
    }

    @Test
    void linksAreFollowedAndCountThemselves() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("a/b"));
        assertThat(SafePath.danger(link.resolve("x"))).isEmpty();
        rights(temp.resolve("a"), "rwxrwxrwx");
        assertThat(SafePath.danger(link.resolve("x"))).isPresent();
        Path around = Files.createSymbolicLink(temp.resolve("around"), Path.of("around"));
        assertThat(SafePath.danger(around)).isPresent();
    }

    @Test
    void whatBelongsToAnotherIsNamed() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        var nobody = temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Path link = Files.createSymbolicLink(temp.resolve("link"), within);
        Files.setAttribute(
                link, "unix:uid", Files.getAttribute(temp, "unix:uid"), java.nio.file.LinkOption.NOFOLLOW_LINKS);
        assertThat(SafePath.danger(link)).isEmpty();
        Files.setOwner(temp.resolve("a"), nobody);
        assertThat(SafePath.danger(within)).contains(temp.resolve("a") + " belongs to nobody");
        assertThat(SafePath.danger(link)).isPresent();
    }

    /** It holds the password and the key by which an agent knows what it may run. */
    @Test
    void anAgentReadsNoConnectionThatOthersMayExchange() throws Exception {
        Path file = within.resolve("connection.json");
        ConnectionFile.write(file, new RedisAddress("redis://127.0.0.1:1", null, null, null, "p:"), null);
        assertThat(ConnectionFile.read(file).url()).isEqualTo("redis://127.0.0.1:1");
        rights(within, "rwxrwx---");
        assertThatThrownBy(() -> ConnectionFile.read(file)).hasMessageContaining("others may write to " + within);
        assertThatThrownBy(() -> ConnectionFile.key(file)).isInstanceOf(IOException.class);
    }
}
