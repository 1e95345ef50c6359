package org.musterhpc.launcher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class ServerBinaryTest {
    @TempDir
    Path temp;

    @Test
    void valkeyIsTakenBeforeRedisAndAnEarlierFolderBeforeALater() throws Exception {
        program("a/redis-server", "Redis server v=7.2.4 sha=0 malloc=x bits=64 build=0");
        program("a/valkey-server", "Valkey server v=8.0.1 sha=0 malloc=x bits=64 build=0");
        program("b/valkey-server", "Valkey server v=9.0.0 sha=0 malloc=x bits=64 build=0");
        ServerBinary chosen = ServerBinary.choose(Map.of("PATH", temp + "/a:" + temp + "/b"), this::own);
        assertThat(chosen.program()).isEqualTo(temp.resolve("a/valkey-server"));
        assertThat(chosen.version()).hasToString("8.0");
    }

    @Test
    void tooOldOnThePathIsPassedOver() throws Exception {
        program("a/redis-server", "Redis server v=5.0.14 sha=0 malloc=x bits=64 build=0");
        program("b/redis-server", "Redis server v=6.2.0 sha=0 malloc=x bits=64 build=0");
        assertThat(ServerBinary.choose(Map.of("PATH", temp + "/a:" + temp + "/b"), this::own)
                        .program())
                .isEqualTo(temp.resolve("b/redis-server"));
        assertThat(ServerBinary.choose(Map.of("PATH", temp + "/a"), this::own).source())
                .isEqualTo("brought along by Muster");
    }

    @Test
    void programThatIsNamedButWillNotDoIsAMistake() throws Exception {
        Path old = program("old", "Redis server v=6.0.16 sha=0");
        Path other = program("other", "hello");
        assertThatThrownBy(() -> ServerBinary.choose(Map.of(ServerBinary.CHOICE, old.toString()), this::own))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.exit()).isEqualTo(Problem.USAGE))
                .hasMessageContaining("is version 6.0, and 6.2 is needed");
        assertThatThrownBy(() -> ServerBinary.choose(Map.of(ServerBinary.CHOICE, other.toString()), this::own))
                .hasMessageContaining("is not a Redis or Valkey server");
    }

    @Test
    void ownProgramIsUnpackedAndMendedWhereItsContentIsNotRight() throws Exception {
        Path program = EmbeddedBinary.unpack(temp);
        long whole = Files.size(program);
        assertThat(ServerBinary.version(program)).contains(new ServerBinary.Version(7, 0));
        Files.writeString(program, "#!/bin/sh\necho Redis server v=7.0.15\n");
        EmbeddedBinary.unpack(temp);
        assertThat(Files.size(program)).isEqualTo(whole);
        assertThat(Files.getPosixFilePermissions(program)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(temp.toFile().list()).hasSize(1);
    }

    @Test
    void platformsAreKnownByAllTheirNames() {
        assertThat(EmbeddedBinary.platform("Linux", "amd64")).contains("linux-amd64");
        assertThat(EmbeddedBinary.platform("Linux", "aarch64")).contains("linux-arm64");
        assertThat(EmbeddedBinary.platform("Mac OS X", "x86_64")).contains("darwin-amd64");
        assertThat(EmbeddedBinary.platform("Linux", "ppc64le")).isEmpty();
    }

    private Path own() {
        try {
            return program("own", "Redis server v=7.0.15 sha=0");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path program(String name, String says) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho '" + says + "'\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
