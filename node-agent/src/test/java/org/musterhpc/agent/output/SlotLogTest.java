package org.musterhpc.agent.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;

class SlotLogTest {
    private static final long LIMIT = 10;

    @TempDir
    Path logs;

    private LogIndex index;

    @BeforeEach
    void open() throws IOException {
        index = LogIndex.open(logs.resolve("new/folder"), "agent-1");
    }

    @AfterEach
    void close() throws IOException {
        index.close();
    }

    @Test
    void everyAttemptFindsItsOwnText() throws IOException {
        SlotLog log = new SlotLog(index, 3, 1 << 20);
        Attempt.LogRef first = write(log, "a", 1, "first\n");
        Attempt.LogRef empty = write(log, "b", 1, "");
        Attempt.LogRef second = write(log, "a", 2, "second, ü\n");
        assertThat(text(first)).isEqualTo("first\n");
        assertThat(text(empty)).isEmpty();
        assertThat(text(second)).isEqualTo("second, ü\n");
        assertThat(first.file()).endsWith("/new/folder/agent-1/slot-3.log");
    }

    @Test
    void fullFileKeepsItsNameSoThatReferencesStayTrue() throws IOException {
        SlotLog log = new SlotLog(index, 0, LIMIT);
        Attempt.LogRef first = write(log, "a", 1, "0123456789");
        Attempt.LogRef second = write(log, "b", 1, "more than the limit at once");
        Attempt.LogRef third = write(log, "c", 1, "x");
        assertThat(List.of(first, second, third))
                .extracting(ref -> Path.of(ref.file()).getFileName().toString())
                .containsExactly("slot-0.log", "slot-0.1.log", "slot-0.2.log");
        assertThat(text(first)).isEqualTo("0123456789");
        assertThat(text(second)).isEqualTo("more than the limit at once");
    }

    @Test
    void reopenedLogGoesOnWhereItWas() throws IOException {
        write(new SlotLog(index, 0, LIMIT), "a", 1, "0123456789");
        write(new SlotLog(index, 0, LIMIT), "b", 1, "half");
        Attempt.LogRef ref = write(new SlotLog(index, 0, LIMIT), "c", 1, "rest");
        assertThat(ref.file()).endsWith("slot-0.1.log");
        assertThat(ref.offset()).isEqualTo(4);
    }

    /** As {@code > /dev/stderr} does, and {@code tee /dev/stderr}: both open the file behind it, and empty it. */
    @Test
    void attemptThatEmptiesItsOutputTakesNothingFromOthers() throws IOException {
        SlotLog log = new SlotLog(index, 0, 1 << 20);
        Attempt.LogRef before = write(log, "a", 1, "before\n");
        TaskOutput.Section section = log.begin("b", 1);
        Files.writeString(section.file(), "lost\n");
        Files.writeString(section.file(), "kept\n"); // truncates
        Attempt.LogRef own = log.end(section);
        Attempt.LogRef after = write(log, "c", 1, "after\n");

        assertThat(List.of(text(before), text(own), text(after))).containsExactly("before\n", "kept\n", "after\n");
    }

    @Test
    void attemptThatRemovesItsOutputTakesNothingFromOthers() throws IOException {
        SlotLog log = new SlotLog(index, 0, 1 << 20);
        Attempt.LogRef before = write(log, "a", 1, "before\n");
        TaskOutput.Section section = log.begin("b", 1);
        Files.delete(section.file());
        assertThat(log.end(section).length()).isZero();
        assertThat(text(write(log, "c", 1, "after\n"))).isEqualTo("after\n");
        assertThat(text(before)).isEqualTo("before\n");
    }

    @Test
    void longOutputIsNotCopiedButBecomesThePartThatFollows() throws IOException {
        SlotLog log = new SlotLog(index, 0, 1 << 30);
        Attempt.LogRef first = write(log, "a", 1, "first\n");
        TaskOutput.Section section = log.begin("b", 1);
        try (FileChannel channel = FileChannel.open(section.file(), StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}), 100L << 30); // no disk has to hold a hole
        }
        Attempt.LogRef big = log.end(section);
        Attempt.LogRef last = write(log, "c", 1, "last\n");

        assertThat(big.file()).endsWith("slot-0.1.log");
        assertThat(big.offset()).isZero();
        assertThat(big.length()).isEqualTo((100L << 30) + 1);
        assertThat(List.of(text(first), text(last))).containsExactly("first\n", "last\n");
    }

    @Test
    void whatAnAgentThatWasKilledLeftOfItsTaskIsKeptAndNotTakenForTheNext() throws IOException {
        TaskOutput.Section killed = new SlotLog(index, 0, 1 << 20).begin("a", 1);
        Files.writeString(killed.file(), "last words\n");
        SlotLog next = new SlotLog(index, 0, 1 << 20);
        Attempt.LogRef ref = write(next, "b", 1, "own\n");

        assertThat(text(ref)).isEqualTo("own\n");
        assertThat(index.folder().resolve("slot-0.log")).hasContent("last words\nown\n");
    }

    @Test
    void truncatedLogHasLengthNought() throws IOException {
        SlotLog log = new SlotLog(index, 0, LIMIT);
        write(log, "a", 1, "12345");
        TaskOutput.Section section = log.begin("b", 1);
        Files.write(section.file(), new byte[0]);
        assertThat(log.end(section).length()).isZero();
    }

    @Test
    void indexHasOneLinePerAttempt() throws IOException {
        SlotLog log = new SlotLog(index, 0, LIMIT);
        write(log, "nasty\n\"id\"", 1, "x");
        write(log, "b", 7, "yz");
        List<String> lines = Files.readAllLines(index.folder().resolve("index.jsonl"));
        assertThat(lines).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines.get(0));
        assertThat(first.get("id").asText()).isEqualTo("nasty\n\"id\"");
        JsonNode second = new ObjectMapper().readTree(lines.get(1));
        assertThat(second.get("attempt").asInt()).isEqualTo(7);
        assertThat(second.get("offset").asLong()).isEqualTo(1);
        assertThat(second.get("length").asLong()).isEqualTo(2);
        assertThat(second.get("file").asText()).endsWith("slot-0.log");
    }

    @Test
    void filesAndFoldersAreTheOwnersAlone() throws IOException {
        write(new SlotLog(index, 0, LIMIT), "a", 1, "x");
        for (Path folder : List.of(logs.resolve("new"), logs.resolve("new/folder"), index.folder())) {
            assertThat(mode(folder)).isEqualTo("rwx------");
        }
        assertThat(mode(index.folder().resolve("index.jsonl"))).isEqualTo("rw-------");
        assertThat(mode(index.folder().resolve("slot-0.log"))).isEqualTo("rw-------");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static Attempt.LogRef write(SlotLog log, String id, int attempt, String text) throws IOException {
        TaskOutput.Section section = log.begin(id, attempt);
        try (FileChannel channel = FileChannel.open(section.file(), StandardOpenOption.APPEND)) {
            channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return log.end(section);
    }

    private static String text(Attempt.LogRef ref) throws IOException {
        byte[] all = Files.readAllBytes(Path.of(ref.file()));
        int from = (int) ref.offset();
        return new String(Arrays.copyOfRange(all, from, from + (int) ref.length()), StandardCharsets.UTF_8);
    }
}
