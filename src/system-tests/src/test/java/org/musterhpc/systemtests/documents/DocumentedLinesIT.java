package org.musterhpc.systemtests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.systemtests.documents.Page.Line;
import org.musterhpc.systemtests.documents.Walks.Walk;
import org.musterhpc.systemtests.endtoend.Muster;

/**
 * The lines of each page run as they are written, one after the other; those that cannot be run here are listed with
 * why. A line within a sentence that stands in a page before is not run again. Examples have tests of their own.
 */
class DocumentedLinesIT {
    private static final Walks WALKS = Walks.listed();
    private static final Map<String, Page> PAGES = pages();

    /** Pages without what was said before. */
    private static Map<String, Page> pages() {
        Map<String, Page> pages = new HashMap<>();
        Set<String> said = new HashSet<>();
        for (String name : WALKS.pages().keySet()) {
            Page page = read(name);
            Set<String> here = new HashSet<>();
            page.steps().removeIf(step -> step instanceof Line line && !here.add(line.text()) && line.inline());
            page.steps().removeIf(step -> step instanceof Line line && line.inline() && said.contains(line.text()));
            said.addAll(here);
            pages.put(name, page);
        }
        return pages;
    }

    private static Page read(String name) {
        try {
            return Page.of(name, Files.readAllLines(Muster.projectRoot().resolve(name)));
        } catch (IOException e) {
            throw new AssertionError(name + " is on the list", e);
        }
    }

    static Set<String> walked() {
        return WALKS.pages().keySet();
    }

    @ParameterizedTest
    @MethodSource("walked")
    void linesOfThePageRunAsTheyAreWritten(String name) throws Exception {
        try (Reader reader = new Reader(PAGES.get(name), WALKS.pages().get(name))) {
            assertThat(reader.read()).as("%s", name).isEmpty();
        }
    }

    @Test
    void everyPageWithALineIsOnTheList() throws IOException {
        Path root = Muster.projectRoot();
        Set<String> with = new TreeSet<>(Set.of("README.md"));
        try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
            files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".md"))
                    // What was decided then is told in the words of then.
                    .filter(name -> !name.contains("decisions"))
                    .filter(name -> read(name).steps().stream().anyMatch(Line.class::isInstance))
                    .forEach(with::add);
        }
        assertThat(walked()).containsExactlyInAnyOrderElementsOf(with);
    }

    @Test
    void whatIsWrongIsFound() throws Exception {
        Page page = Page.of(
                "p.md",
                List.of(
                        "```",
                        "# a.yml",
                        "a: 1",
                        "```",
                        "```sh",
                        "grep -q 1 a.yml  # fine",
                        "false",
                        "cat never",
                        "```"));
        Walk walk = Walks.of("""
                page p.md
                before cat never
                given test -e a.yml
                not  needs a person  |  gone
                ends 3 as it says  |  false
                """).pages().get("p.md");
        try (Reader reader = new Reader(page, walk)) {
            assertThat(reader.read())
                    .satisfiesExactly(
                            wrong -> assertThat(wrong).startsWith("listed, but not in the page: gone"),
                            wrong -> assertThat(wrong).startsWith("not in the page: as it says"),
                            wrong -> assertThat(wrong).startsWith("p.md:7: false\n  ended with 1, not 3"),
                            wrong -> assertThat(wrong).startsWith("p.md:8: cat never\n  ended with 1, not 0"));
        }
    }
}
