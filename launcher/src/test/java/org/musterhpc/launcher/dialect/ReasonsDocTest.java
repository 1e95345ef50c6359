package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.dialect.registry.Dialects;

/** Keeps the tables of {@code docs/reasons.md} what the dialects say; {@code -Dupdate.docs=true} writes them anew. */
class ReasonsDocTest {
    @Test
    void pageIsRenderedFromTheTables() throws IOException {
        Path file = Path.of("../docs/reasons.md");
        String page = Files.readString(file);
        String rendered = page.substring(0, page.indexOf("\n## ")) + tables();
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(file, rendered);
        }
        assertThat(Files.readString(file)).isEqualTo(rendered);
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (Dialect dialect : Dialects.all()) {
            text.append("\n## ").append(dialect.name()).append("\n\n");
            text.append("| reason | meaning | by waiting | what to do |\n|---|---|---|---|\n");
            for (ReasonTable.Row row : dialect.reasons().rows()) {
                text.append(row.reasons().stream().collect(Collectors.joining("`, `", "| `", "` | ")))
                        .append(row.meaning().words())
                        .append(" | ")
                        .append(ends(row.meaning().prospect()))
                        .append(" | ")
                        .append(code(row.meaning().remedy()))
                        .append(" |\n");
            }
        }
        return text.toString();
    }

    private static String ends(AllocationState.Prospect prospect) {
        return switch (prospect) {
            case WAITS -> "it ends";
            case HELD -> "when somebody releases it";
            case NEVER -> "**never**";
        };
    }

    private static String code(String remedy) {
        return remedy.isEmpty() ? "wait" : remedy.replace("*", "\\*");
    }
}
