package org.musterhpc.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotNoteTest {
    @TempDir
    Path folder;

    private JsonNode read() throws IOException {
        return JsonMapper.builder().build().readTree(Files.readAllBytes(folder.resolve("slot-3.runs")));
    }

    private static TaskOutput.Section section(String id, int attempt) {
        return new TaskOutput.Section(id, attempt, Path.of("/logs/a/slot-3.now"), 7);
    }

    @Test
    void saysWhatRunsAlsoWhereThatIsShorterThanWhatRanBefore() throws IOException {
        try (SlotNote note = SlotNote.open(folder, 3)) {
            note.begin(section("main/with a \"longer\" name", 12));
            assertThat(read().path("id").asText()).isEqualTo("main/with a \"longer\" name");
            note.begin(section("main/2", 1));
            assertThat(read())
                    .isEqualTo(JsonMapper.builder()
                            .build()
                            .readTree(
                                    "{\"id\":\"main/2\",\"attempt\":1,\"file\":\"/logs/a/slot-3.now\",\"offset\":7}"));
        }
    }

    @Test
    void isItsOwnersAloneAndGoesOnAfterAnAgentOfTheSameName() throws IOException {
        try (SlotNote before = SlotNote.open(folder, 3)) {
            before.begin(section("main/a-long-name-of-the-agent-before", 1));
        }
        try (SlotNote note = SlotNote.open(folder, 3)) {
            note.begin(section("main/2", 2));
        }
        assertThat(read().path("id").asText()).isEqualTo("main/2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("slot-3.runs"))))
                .isEqualTo("rw-------");
    }
}
