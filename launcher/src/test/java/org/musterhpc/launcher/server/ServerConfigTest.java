package org.musterhpc.launcher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    @TempDir
    Path temp;

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        ServerConfig config = ServerConfig.fresh(1234);
        Path file = temp.resolve("redis.conf");
        Files.writeString(file, config.text(temp));
        assertThat(ServerConfig.read(file)).contains(config);
        assertThat(config.toString()).doesNotContain(config.password());
        assertThat(ServerConfig.fresh(1234).password()).isNotEqualTo(config.password());
    }

    @Test
    void fileThatIsMissingOrTornIsNone() throws Exception {
        assertThat(ServerConfig.read(temp.resolve("none"))).isEmpty();
        Path torn = temp.resolve("torn");
        Files.writeString(torn, "bind 127.0.0.1\nport");
        assertThat(ServerConfig.read(torn)).isEmpty();
    }

    @Test
    void foldersWithSpacesAndQuotesAreQuoted() {
        assertThat(ServerConfig.fresh(1).text(Path.of("/a b/\"c\\d"))).contains("dir \"/a b/\\\"c\\\\d/data\"");
    }
}
