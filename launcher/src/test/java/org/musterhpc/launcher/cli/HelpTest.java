package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.view.TextStyle;

class HelpTest {
    private static final TextStyle TERMINAL = new TextStyle(80, true, true, true);

    @TempDir
    Path folder;

    private Desk desk;

    @BeforeEach
    void sit() {
        desk = new Desk(folder);
        System.setProperty(ProgramFolder.PROPERTY, root().resolve("bin").toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(ProgramFolder.PROPERTY);
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve(".mvn"))) {
            at = at.getParent();
        }
        return at;
    }

    @Test
    void everyPageIsATopicAndInTheListOfPages() throws IOException {
        List<String> listed = Topics.summaries().keySet().stream()
                .map(word -> Topics.file(Topics.meant(word).orElseThrow()).toString())
                .toList();
        Path docs = root().resolve("docs");
        try (Stream<Path> pages = Files.walk(docs)) {
            assertThat(pages.map(page -> docs.relativize(page).toString())
                            .filter(page -> page.endsWith(".md") && !page.startsWith("decisions"))
                            .filter(page -> !page.equals("README.md")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
        assertThat(Files.readString(docs.resolve("README.md")))
                .contains(listed.stream().map(page -> "](" + page + ")").toList());
    }

    @Test
    void everyTopicIsShownAsText() {
        for (String topic : Topics.summaries().keySet()) {
            assertThat(desk.typesExactly("help", topic)).isZero();
            assertThat(desk.out()).doesNotContain("](", "\u001b", "|---");
            assertThat(desk.out().lines()).hasSizeGreaterThan(20);
        }
    }

    @Test
    void nameOfACommandIsTheCommand() {
        assertThat(desk.typesExactly("help", "dashboard")).isZero();
        assertThat(desk.out()).startsWith("Usage: muster dashboard");
        assertThat(desk.typesExactly("help", "dashboard.md")).isZero();
        assertThat(desk.out()).startsWith("The dashboard\n");
    }

    @Test
    void helpListsCommandsAndTopics() {
        assertThat(desk.typesExactly("help")).isZero();
        assertThat(desk.out()).contains("  rollcall   is every task", "\n  pools         agents that stay");
    }

    @Test
    void mistypedTopicIsCorrected() {
        assertThat(desk.typesExactly("help", "pols")).isEqualTo(2);
        assertThat(desk.err())
                .isEqualTo("muster: there is no command and no topic 'pols'\n  → did you mean: muster help pools\n");
        assertThat(desk.typesExactly("help", "pools", "agent")).isEqualTo(2);
        assertThat(desk.err()).startsWith("muster: 'agent' is one argument too many for muster help\n  → ");
    }

    @Test
    void pagesThatAreNotThereAreTold() {
        System.clearProperty(ProgramFolder.PROPERTY);
        assertThat(desk.typesExactly("help", "pools")).isEqualTo(1);
        assertThat(desk.err()).contains("was not started by bin/muster");
        System.setProperty(ProgramFolder.PROPERTY, folder.resolve("bin").toString());
        assertThat(desk.typesExactly("help", "pools")).isEqualTo(1);
        assertThat(desk.err()).contains(folder.resolve("docs/pools.md") + " is not there");
    }

    @Test
    void onATerminalAPagerShowsIt() {
        Path read = folder.resolve("read");
        desk.seeing(TERMINAL).variable("MUSTER_PAGER", "cat > " + read);
        assertThat(desk.typesExactly("help", "pools")).isZero();
        assertThat(desk.out()).isEmpty();
        assertThat(read).content().contains("\u001b[1mPools: agents that stay");
        desk.variable("MUSTER_PAGER", "exit 127; not-there");
        assertThat(desk.typesExactly("help", "pools")).isZero();
        assertThat(desk.out()).contains("Pools: agents that stay");
        desk.variable("MUSTER_PAGER", "true"); // has read enough at once
        assertThat(desk.typesExactly("help", "protocol")).isZero();
        assertThat(desk.out()).isEmpty();
    }
}
