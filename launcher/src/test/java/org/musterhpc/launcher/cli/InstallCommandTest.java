package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.ProgramFolder;

class InstallCommandTest {
    @TempDir
    Path home;

    private Desk desk;
    private Path link;

    @BeforeEach
    void sit() throws IOException {
        desk = new Desk(home);
        link = home.resolve(".local/bin/muster");
        System.setProperty(ProgramFolder.PROPERTY, muster("here").getParent().toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(ProgramFolder.PROPERTY);
    }

    @Test
    void linkIsPutIntoTheUsersOwnFolderAndThePathIsTold() throws IOException {
        assertThat(desk.typesExactly("install")).isZero();
        assertThat(Files.readSymbolicLink(link)).isEqualTo(home.resolve("here/bin/muster"));
        assertThat(desk.out())
                .contains(link + " now starts " + home.resolve("here/bin/muster"))
                .contains("is not on your PATH")
                .contains("export PATH=\"" + link.getParent() + ":$PATH\"");
        assertThat(desk.typesExactly("install")).isZero();
        assertThat(desk.out()).contains("starts already");
    }

    @Test
    void pathThatFindsItIsTold() {
        desk.variable("PATH", "/nowhere:" + link.getParent());
        assertThat(desk.typesExactly("install", "--json")).isZero();
        assertThat(desk.out())
                .isEqualTo("{\"link\":\"" + link + "\",\"program\":\"" + home.resolve("here/bin/muster")
                        + "\",\"new\":true,\"on_path\":true,\"found_first\":\"" + link + "\"}\n");
        assertThat(desk.typesExactly("install")).isZero();
        assertThat(desk.out()).contains("it is on your PATH");
    }

    @Test
    void anotherThatIsFoundBeforeItIsTold() throws IOException {
        Path other = muster("other");
        desk.variable("PATH", other.getParent() + ":" + link.getParent());
        assertThat(desk.typesExactly("install")).isZero();
        assertThat(desk.out()).contains("but your PATH has " + other + " before it");
    }

    @Test
    void whatIsNotOursIsLeftAsItIs() throws IOException {
        Files.createDirectories(link.getParent());
        Files.writeString(link, "somebody's");
        assertThat(desk.typesExactly("install")).isEqualTo(2);
        assertThat(desk.err()).contains("is there already and is not ours");
        assertThat(link).hasContent("somebody's");
        Path prefix = home.resolve("elsewhere");
        assertThat(desk.typesExactly("install", "--prefix", prefix.toString())).isZero();
        assertThat(prefix.resolve("bin/muster")).isSymbolicLink();
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/bin/sh"));
        assertThat(desk.typesExactly("install")).isEqualTo(2);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("/bin/sh"));
    }

    @Test
    void linkToAnotherMusterIsTurned() throws IOException {
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, muster("old"));
        assertThat(desk.typesExactly("install")).isZero();
        assertThat(Files.readSymbolicLink(link)).isEqualTo(home.resolve("here/bin/muster"));
        try (var left = Files.list(link.getParent())) {
            assertThat(left).containsExactly(link);
        }
    }

    private Path muster(String where) throws IOException {
        Path bin = Files.createDirectories(home.resolve(where).resolve("bin"));
        for (String name : new String[] {"muster-agent", "muster"}) {
            assertThat(Files.writeString(bin.resolve(name), "").toFile().setExecutable(true))
                    .isTrue();
        }
        return bin.resolve("muster");
    }
}
