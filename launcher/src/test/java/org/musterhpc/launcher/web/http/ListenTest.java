package org.musterhpc.launcher.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Problem;

class ListenTest {
    @TempDir
    Path folder;

    private static Listen of(String address, Path certificate, Path key, Path password) {
        return Listen.of(new Listen.Wish(address, 0, certificate, key, password, false));
    }

    private Path file(String name, String text, String rights) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }

    @Test
    void itIsForThisMachineUnlessSaidOtherwise() {
        Listen listen = of(null, null, null, null);
        assertThat(listen.address().isLoopbackAddress()).isTrue();
        assertThat(listen.host()).isEqualTo("127.0.0.1");
        assertThat(of("::1", null, null, null).host()).startsWith("[").endsWith("]");
    }

    @Test
    void othersWantEncryptionAndAPassword() throws Exception {
        Path any = file("any", "x\n", "rw-------");
        assertThatThrownBy(() -> of("0.0.0.0", null, null, null))
                .isInstanceOf(Problem.class)
                .hasMessage("--listen 0.0.0.0 is for others, too, and wants encryption and a password");
        assertThatThrownBy(() -> of("0.0.0.0", null, null, any)).hasMessageContaining("encryption and a password");
        assertThatThrownBy(() -> of("0.0.0.0", any, any, null)).hasMessageContaining("wants a password");
        assertThatThrownBy(() -> of("0.0.0.0", any, null, any)).hasMessageContaining("belong together");
    }

    @Test
    void secretsThatOthersCanReadAreRefused() throws Exception {
        assertThatThrownBy(() -> of(null, null, null, file("pw", "secret\n", "rw-r--r--")))
                .hasMessageStartingWith("--password-file: others may read or write ")
                .hasMessageNotContaining("secret\n");
        assertThatThrownBy(() -> of(null, null, null, folder.resolve("none"))).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> of(null, null, null, file("empty", "\n", "rw-------")))
                .hasMessageEndingWith("is empty");
        Path certificate = file("cert", "no certificate\n", "rw-r--r--");
        assertThatThrownBy(() -> of("0.0.0.0", certificate, certificate, certificate))
                .isInstanceOf(Problem.class);
    }
}
