package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

class ManPagesTest {
    @TempDir
    Path folder;

    @Test
    void everyCommandHasAPageWithEveryOption() {
        Map<String, String> pages = ManPages.all();
        assertThat(pages).hasSize(Catalogue.entries().size() + 1).containsKey("muster.1");
        Catalogue.entries().values().forEach(entry -> {
            String page = pages.get("muster-" + entry.name() + ".1");
            assertThat(page)
                    .contains(
                            ".TH \"MUSTER\\-",
                            ".SH \"NAME\"",
                            ".SH \"SYNOPSIS\"",
                            ".SH \"OPTIONS\"",
                            ".SH \"EXIT STATUS\"")
                    .matches("(?s)\\p{ASCII}*")
                    .doesNotContain("${");
            for (OptionSpec option : CommandLines.of(entry).getCommandSpec().options()) {
                assertThat(page).contains(Roff.bold(option.longestName()));
            }
            assertThat(pages.get("muster.1")).contains(Roff.bold("muster-" + entry.name()));
        });
    }

    @Test
    void textIsNoCommandOfRoff() {
        String page = new Roff("X", "1")
                .text(Roff.escaped(".so /etc/passwd"))
                .text(Roff.escaped("'br \\n …"))
                .page();
        assertThat(page.lines().skip(4)).containsExactly("\\&.so /etc/passwd", "\\(aqbr \\en \\[u2026]");
    }

    @Test
    void theyAreWrittenWhereTheyAreWanted() {
        Desk desk = new Desk(folder);
        Path man = folder.resolve("share/man/man1");
        assertThat(desk.typesExactly("help", "--man", man.toString())).isZero();
        assertThat(desk.out()).isEqualTo(Catalogue.entries().size() + 1 + " pages in " + man + "\n");
        assertThat(man.resolve("muster-run.1")).content().startsWith(".\\\"");
        assertThat(desk.typesExactly("help", "--man")).isEqualTo(2);
        assertThat(desk.typesExactly("help", "--man", "/dev/null/x")).isEqualTo(1);
        assertThat(desk.err())
                .startsWith("muster: /dev/null/x cannot be written to")
                .contains("\n  → ");
    }

    @Test
    void groffHasNothingToSayAgainstThem() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "groff"))),
                "groff is not there");
        ManPages.write(folder);
        List<String> words = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-ww", "-z"));
        ManPages.all().keySet().forEach(name -> words.add(folder.resolve(name).toString()));
        Path said = folder.resolve("said");
        Process groff = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(groff.waitFor()).isZero();
        assertThat(said).content().isEmpty();
    }
}
