package org.musterhpc.launcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.testkit.Meanwhile;

class GlobSourceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void plant() throws IOException {
        for (String file : List.of(
                "img/b.png",
                "img/a.png",
                "img/a.jpg",
                "img/.h.png",
                "img/x/c.png",
                "img/x/a/d.png",
                "img/.h/e.png",
                "t.png")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "");
        }
        Files.createSymbolicLink(folder.resolve("img/x/up"), folder.resolve("img"));
    }

    @Test
    void namesAreSorted() {
        assertThat(found("img/*.png")).containsExactly("img/a.png", "img/b.png");
    }

    @Test
    void twoStarsAreAnyDepthAndFollowNoLinks() {
        assertThat(found("**/*.png"))
                .containsExactly("img/a.png", "img/b.png", "img/x/a/d.png", "img/x/c.png", "t.png");
        assertThat(found("img/**"))
                .containsExactly("img/a.jpg", "img/a.png", "img/b.png", "img/x/a/d.png", "img/x/c.png");
    }

    @Test
    void noPathIsGivenTwice() {
        assertThat(found("**/**/x/**/*.png")).containsExactly("img/x/a/d.png", "img/x/c.png");
    }

    @Test
    void linkThatIsNamedIsFollowed() {
        assertThat(found("img/x/up/a.*")).containsExactly("img/x/up/a.jpg", "img/x/up/a.png");
    }

    @Test
    void classesBracesAndQuestionMarks() {
        assertThat(found("img/[!b].{png,jpg}")).containsExactly("img/a.jpg", "img/a.png");
        assertThat(found("img/?.png")).containsExactly("img/a.png", "img/b.png");
        assertThat(found("img/a+.png")).isEmpty();
    }

    @Test
    void slashAtTheEndMeansFolders() {
        assertThat(found("img/*/")).containsExactly("img/x");
    }

    @Test
    void absoluteAndUpwardPatternsStayAsTheyAre() {
        assertThat(found(folder + "/t.*")).containsExactly(folder + "/t.png");
        assertThat(found("img/../t.png")).containsExactly("img/../t.png");
    }

    /** Tasks that run there make folders for a while. */
    @Test
    void folderThatComesAndGoesMeanwhileIsNoFault() throws Exception {
        Meanwhile.again(
                () -> {
                    Path made = Files.createDirectory(folder.resolve("img/tmp"));
                    LockSupport.parkNanos(1);
                    Files.delete(made);
                },
                1000,
                () -> assertThat(found("img/**/b.png")).containsExactly("img/b.png"));
    }

    /** Made on another machine, or long ago. */
    @Test
    void nameThatIsNotUtf8IsFoundAndLeadsBackToItsFile() throws IOException {
        Path below = Files.createDirectory(Path.of(URI.create(folder.toUri() + "d%E9")));
        Path file = Files.createFile(Path.of(URI.create(below.toUri() + "caf%E9.png")));
        Files.createFile(below.resolve("café.png"));

        List<String> paths = found("d*/*.png");
        assertThat(paths).hasSize(2).doesNotHaveDuplicates();
        assertThat(paths.stream().map(path -> ByteText.path(folder, path)))
                .containsExactlyInAnyOrder(file, below.resolve("café.png"));
        assertThat(found("**/caf?.png")).hasSize(2);
    }

    @Test
    void tildeIsTheUsersOwnFolder() {
        GlobSource none = new GlobSource(new Spot(folder.resolve("c.yml"), 1), "~/no such folder/*", "path");
        assertThat(none.empty()).hasMessageContaining("'" + System.getProperty("user.home") + "/no such folder/*'");
    }

    private List<String> found(String pattern) {
        List<String> paths = new ArrayList<>();
        new GlobSource(new Spot(folder.resolve("c.yml"), 1), pattern, "path")
                .rows(row -> paths.add(row.params().get("path").asText()));
        return paths;
    }
}
