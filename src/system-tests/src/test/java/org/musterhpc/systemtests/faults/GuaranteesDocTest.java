package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.LiveTree;

/** Keeps {@code docs/guarantees.md} what kinds and results say; {@code -Dupdate.docs=true} writes it anew. */
class GuaranteesDocTest {
    private static final Path ROOT = root();

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static @Nullable Report results(String name) throws IOException {
        Path file = ROOT.resolve("src/system-tests/faults").resolve(name);
        return Files.exists(file) ? FaultsMain.json().readValue(file.toFile(), Report.class) : null;
    }

    @Test
    void documentSaysWhatWasRunAndNothingElse() throws IOException {
        Path file = ROOT.resolve("docs/guarantees.md");
        String rendered = Guarantees.render(Kinds.ALL, results("results.json"), results("soak.json"));
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(file, rendered);
        }
        assertThat(Files.readString(file)).isEqualTo(rendered);
    }

    @Test
    void kindsAreToldApartByTheirTitles() {
        assertThat(Kinds.ALL.stream().map(Fault::title)).doesNotHaveDuplicates().hasSizeGreaterThan(15);
    }

    @Test
    void kindWithoutResultsSaysSo() {
        assertThat(Guarantees.render(List.of(AgentFault.KILLED), null, null))
                .contains("Not run yet", "| kill -9 of an agent | not run |");
    }

    @Test
    void committedResultsHold() throws IOException {
        for (String name : List.of("results.json", "soak.json")) {
            Report results = results(name);
            if (results != null) {
                assertThat(results.rows()).allMatch(row -> row.lost() == 0 && row.recordedTwice() == 0);
            }
        }
    }

    @Test
    void suitesThatItNamesAreThere() {
        Set<String> classes = LiveTree.files(ROOT).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith("IT.java") || name.endsWith("Test.java"))
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toSet());
        assertThat(classes).contains("FaultsIT");
        for (Guarantees.Other other : Guarantees.OTHERS) {
            assertThat(classes).as(other.what()).containsAll(other.shown());
        }
    }
}
