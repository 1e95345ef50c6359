package org.musterhpc.queue.redis.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.sign.SigningKey;

/** What an agent is told of Redis, password and key: by a file of its owner's alone. */
class ConnectionFileTest {
    private static final RedisAddress ADDRESS = new RedisAddress(
            "rediss://there:6380/2", "agent", "secret", "/ca.pem", "site:", new RedisAddress.Identity("/c", "/k"));

    @TempDir
    private Path folder;

    private final SigningKey key = SigningKey.fresh();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve(ConnectionFile.name(ADDRESS));
        ConnectionFile.write(file, ADDRESS, key);
    }

    @Test
    void saysWhatWasWrittenAndIsItsOwnersAlone() throws IOException {
        assertThat(ConnectionFile.read(file)).isEqualTo(ADDRESS);
        assertThat(ConnectionFile.key(file).text()).isEqualTo(key.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        ConnectionFile.write(file, ADDRESS, null);
        assertThat(ConnectionFile.key(file)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void isRefusedWhereOthersMayReadOrWriteIt(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> ConnectionFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600")
                .hasMessageContaining(permissions)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ConnectionFile.key(file)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"url\":7}", "{\"url\":\"http://x\"}"})
    void isRefusedWhereItIsNone(String text) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> ConnectionFile.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void keyThatIsNoneIsRefusedAndNotRepeated() throws IOException {
        Files.writeString(file, "{\"url\":\"redis://there\",\"signing_key\":\"hunter2\"}");
        assertThatThrownBy(() -> ConnectionFile.key(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a signing key")
                .hasMessageNotContaining("hunter2");
    }
}
