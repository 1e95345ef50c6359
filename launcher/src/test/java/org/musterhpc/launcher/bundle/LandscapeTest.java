package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LandscapeTest {

    @Test
    void bannerOfALoginShellDoesNotMatter() {
        Landscape there = Landscape.read("""
                Welcome to the cluster, java users!
                folder /scratch/my muster
                machine Linux x86_64
                java 1.8 /usr/bin/java
                java 21 /opt/jdk 21/bin/java
                whole
                """);
        assertThat(there.folder()).isEqualTo("/scratch/my muster");
        assertThat(there.system() + " " + there.processor()).isEqualTo("Linux x86_64");
        assertThat(there.javas()).hasSize(2);
        assertThat(there.java()).isEqualTo(new Landscape.Java(21, "/opt/jdk 21/bin/java"));
        assertThat(there.whole()).isTrue();
    }

    @Test
    void oldJavasAreNoJava() {
        assertThat(Landscape.read("java 1.8 /a\njava 11 /b\njava x /c\n").java())
                .isNull();
        assertThat(Landscape.read("").whole()).isFalse();
    }

    @Test
    void imageIsMadeForMachinesOfTheSameKindOnly() {
        RuntimeImage ours = RuntimeImage.ours();
        assertThat(ours.obstacle("Linux", "riscv64"))
                .hasValueSatisfying(why -> assertThat(why).endsWith("that one Linux riscv64"));
        assertThat(new RuntimeImage(Path.of("/nowhere"))
                        .obstacle(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch").replace("amd64", "x86_64")))
                .contains("the Java here has no jlink (/nowhere)");
    }
}
