package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Together;

class PoolKeyTest {
    @TempDir
    Path temp;

    private Path file;

    @BeforeEach
    void setUp() {
        file = temp.resolve("shared key");
    }

    private PoolKey named() {
        return PoolKey.of(new MusterHome(temp.resolve("home")), "lab", file);
    }

    private void write(String text, String mode) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Problem refused() {
        Problem problem = catchThrowableOfType(Problem.class, () -> named().kept());
        assertThat(problem).isNotNull();
        return problem;
    }

    @Test
    void ofManyThatStartAPoolAtOnceAllHaveOneKey() throws Exception {
        MusterHome home = new MusterHome(temp.resolve("home"));
        for (int round = 0; round < 20; round++) {
            PoolKey key = PoolKey.of(home, "p" + round, null);
            assertThat(key.kept()).isNull();
            List<String> keys = Together.each(
                    IntStream.range(0, 6).boxed().toList(),
                    i -> key.keptOrFresh().text());
            assertThat(keys).containsOnly(Objects.requireNonNull(key.kept()).text());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aGroupMayReadItAndNobodyElse() throws Exception {
        SigningKey key = SigningKey.fresh();
        for (String mode : List.of("rw-------", "r--------", "rw-r-----", "r--r-----")) {
            write(key.text() + "\n", mode);
            assertThat(Objects.requireNonNull(named().kept()).text()).isEqualTo(key.text());
            Files.delete(file);
        }
        for (String mode : List.of("rw-r--r--", "rw--w----", "rw-----w-", "rwxrwxrwx")) {
            write(key.text() + "\n", mode);
            assertThat(refused()).hasMessageContaining(file + " can be read by everybody, or written by others");
            assertThat(refused().advice()).contains("chmod 600 " + file).doesNotContain(key.text());
            Files.delete(file);
        }
    }

    @Test
    void whoeverMayChangeItsFolderMayChangeIt() throws Exception {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        file = open.resolve("key");
        write(SigningKey.fresh().text(), "rw-------");
        assertThat(refused()).hasMessageContaining("cannot be trusted: others may write to " + open);
        assertThat(refused().advice()).contains("key_file");
    }

    @Test
    void aLinkIsJudgedByWhereItLeads() throws Exception {
        SigningKey key = SigningKey.fresh();
        write(key.text(), "rw-------");
        Path real = file;
        file = Files.createSymbolicLink(temp.resolve("link"), real);
        assertThat(Objects.requireNonNull(named().kept()).text()).isEqualTo(key.text());
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused()).hasMessageContaining("can be read by everybody");
    }

    @Test
    void whatIsNoKeyIsToldWithoutShowingIt() throws Exception {
        for (String text : List.of("", "hunter2!", "c2hvcnQ", SigningKey.fresh().text() + "AAAA")) {
            write(text, "rw-------");
            assertThat(refused()).hasMessageStartingWith(file + " is not a signing key");
            if (!text.isEmpty()) {
                assertThat(refused().getMessage() + refused().advice()).doesNotContain(text);
            }
        }
        Files.delete(file);
        Files.createDirectory(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        assertThat(refused()).hasMessageContaining("cannot be read");
    }
}
