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
        ServerConfig config = ServerConfig.fresh(1234, null);
        Path file = temp.resolve("redis.conf");
        Files.writeString(file, config.text(temp));
        assertThat(ServerConfig.read(file)).contains(config);
        assertThat(config.toString()).doesNotContain(config.password());
        assertThat(ServerConfig.fresh(1234, null).password()).isNotEqualTo(config.password());
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
        assertThat(ServerConfig.fresh(1, null).text(Path.of("/a b/\"c\\d"))).contains("dir \"/a b/\\\"c\\\\d/data\"");
    }

    @Test
    void addressForOthersIsKeptBesideLoopback(@TempDir Path folder) throws Exception {
        ServerConfig config = ServerConfig.fresh(1234, "10.0.0.7");
        Path file = Files.writeString(folder.resolve("redis.conf"), config.text(folder));
        assertThat(Files.readString(file)).contains("\nbind 127.0.0.1 10.0.0.7\n", "\nprotected-mode yes\n");
        assertThat(ServerConfig.read(file)).contains(config);
        assertThat(config.address().url()).isEqualTo("redis://127.0.0.1:1234");
        assertThat(config.elsewhere().url()).isEqualTo("redis://10.0.0.7:1234");
        assertThat(config.listening("fd00::7").elsewhere().url()).isEqualTo("redis://[fd00::7]:1234");
        assertThat(config.listening(null).elsewhere()).isNull();
    }
}
