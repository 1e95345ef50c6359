package org.musterhpc.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.NastyText;

/** Tasks of whatever id have files of their own, all below the folder of logs. */
class SafeNameFuzzTest {
    @TempDir
    Path folder;

    @Test
    void idsStayInTheFolderAndDistinct() {
        Map<String, String> ids = new HashMap<>();
        Fuzz.check("ids", 20_000, random -> NastyText.of(random) + NastyText.piece(random), id -> {
            for (String name : new String[] {SafeName.of(id), SafeName.path(id)}) {
                Path path = folder.resolve(name + ".1.log");
                assertThat(path.normalize()).isEqualTo(path);
                assertThat(path.toString()).startsWith(folder + "/");
                assertThat(path.toString()).matches("[\\x20-\\x7e]*");
                assertThat(path.getFileName().toString().length()).isLessThan(255);
            }
            assertThat(SafeName.of(id)).doesNotContain("/");
            String before = ids.put(SafeName.path(id), id);
            assertThat(before == null || before.equals(id))
                    .as("%s and %s", before, id)
                    .isTrue();
        });
    }

    @Test
    void filesOfTasksAreMadeBelowTheFolderAlone() throws Exception {
        Path logs = folder.resolve("x/logs");
        try (LogIndex index = LogIndex.open(logs, "agent")) {
            AttemptLog log = new AttemptLog(index, logs);
            Fuzz.check("files", 500, random -> NastyText.of(random), id -> {
                if (log.file(id, 1).toString().length() < 4000) {
                    log.end(log.begin(id, 1));
                }
            });
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).startsWith(logs));
        }
    }
}
