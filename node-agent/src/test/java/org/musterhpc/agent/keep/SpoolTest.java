package org.musterhpc.agent.keep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

class SpoolTest {
    private static final Campaign CAMPAIGN = campaign("digest");

    @TempDir
    Path logs;

    private final StringWriter said = new StringWriter();
    private final Diary diary = new Diary(said, InstantSource.fixed(Instant.EPOCH));
    private final HandedIn queue = new HandedIn(CAMPAIGN);
    private Path file;

    @BeforeEach
    void setUp() {
        file = logs.resolve(".spool/a");
    }

    static Campaign campaign(String digest) {
        return new Campaign("c", digest, "me", Instant.ofEpochMilli(5), List.of());
    }

    private static Report report(int token) {
        Message message = new Message(
                "s/" + token,
                token,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode().put("text", "ä\n"),
                JsonNodeFactory.instance.objectNode());
        Attempt attempt = new Attempt(
                1,
                token,
                Outcome.OK,
                Attempt.Detail.NONE,
                new Attempt.Place("a", "h", "c", null),
                Instant.EPOCH,
                Instant.EPOCH,
                Attempt.Usage.UNKNOWN,
                null,
                null);
        Lease lease = new Lease("s", message, token, Instant.EPOCH, Duration.ZERO);
        return new Report.Finish(lease, new Ending("s", State.DONE, message, attempt));
    }

    static List<Report> reports(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(SpoolTest::report).toList();
    }

    private Spool spool(Campaign campaign) {
        return new Spool(logs.resolve("a"), campaign, diary);
    }

    /** As the death of the process does: the file stays and nobody holds it. */
    private void left(Spool spool) throws IOException {
        byte[] bytes = Files.readAllBytes(spool.file());
        Path copy = logs.resolve("copy");
        Files.write(copy, bytes);
        Files.move(copy, spool.file(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private void handIn() {
        new FormerSpools(logs.resolve("b"), queue, diary).handIn();
    }

    @Test
    void fileIsForItsOwnerAloneAndGoneOnceAllIsAnswered() throws IOException {
        Spool spool = spool(CAMPAIGN);
        assertThat(file.getParent()).doesNotExist();
        spool.keep(() -> reports(1, 3));
        spool.keep(() -> reports(1, 3));
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        spool.answered(reports(1, 2));
        assertThat(file).exists();
        spool.answered(reports(3, 9));
        assertThat(file).doesNotExist();
        spool.keep(() -> reports(4, 4));
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void fileThatIsBeingMadeIsNoFormerAgents() throws IOException {
        Files.createDirectories(file.getParent());
        Path made = Files.createFile(file.resolveSibling("c.new"));
        handIn();
        assertThat(made).exists();
        Spool spool = spool(CAMPAIGN);
        spool.keep(() -> reports(1, 1));
        handIn();
        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(file.resolveSibling("a.new")).doesNotExist();
    }

    @Test
    void nextAgentHandsInWhatAFormerOneLeft() throws IOException {
        Spool spool = spool(CAMPAIGN);
        spool.keep(() -> reports(1, 2500));
        left(spool);
        handIn();
        assertThat(queue.reports)
                .isEqualTo(reports(1, 2500).stream()
                        .map(report -> ReportCodec.decode(ReportCodec.encode(report)))
                        .toList());
        assertThat(file).doesNotExist();
        assertThat(said.toString()).contains("handed in 2500 reports");
        handIn();
        assertThat(queue.reports).hasSize(2500);
    }

    @Test
    void spoolOfAnAgentThatLivesIsItsOwn() {
        spool(CAMPAIGN).keep(() -> reports(1, 1));
        handIn();
        assertThat(queue.reports).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void tornLinesAreLeftOutAndSpoilNoOthers() throws IOException {
        Spool spool = spool(CAMPAIGN);
        spool.keep(() -> reports(1, 3));
        List<String> lines = Files.readAllLines(file);
        String torn = String.join("\n", lines.get(0), lines.get(1), lines.get(2).replace("s/2", "s/9"), "\0\0\0", "")
                + lines.get(3)
                + "\n"
                + lines.get(3).substring(0, 40);
        left(spool);
        Files.write(file, torn.getBytes(StandardCharsets.UTF_8));
        handIn();
        assertThat(queue.reports).extracting(report -> report.lease().token()).containsExactly(1L, 3L);
        assertThat(said.toString()).contains("3 lines of").contains("cannot be read");
        assertThat(file).doesNotExist();
    }

    @Test
    void reportsOfAnotherCampaignOfThisNameAreNobodys() throws IOException {
        Spool spool = spool(campaign("other"));
        spool.keep(() -> reports(1, 1));
        left(spool);
        handIn();
        assertThat(queue.reports).isEmpty();
    }

    @Test
    void whatRedisDoesNotTakeStays() throws IOException {
        Spool spool = spool(CAMPAIGN);
        spool.keep(() -> reports(1, 1));
        left(spool);
        queue.away = true;
        handIn();
        assertThat(file).exists();
        Spool next = spool(CAMPAIGN);
        next.keep(() -> reports(2, 2));
        assertThat(next.file()).isEqualTo(logs.resolve(".spool/a~1"));
        next.answered(reports(2, 2));
        assertThat(file).exists();
    }

    @Test
    void diskThatCannotBeWrittenCostsALineInTheDiary() throws IOException {
        Files.createFile(file.getParent());
        Spool spool = spool(CAMPAIGN);
        spool.keep(() -> reports(1, 1));
        spool.keep(() -> reports(1, 2));
        assertThat(said.toString()).containsOnlyOnce("cannot keep reports").contains("in memory alone");
        assertThat(spool.size()).isZero();
        Files.delete(file.getParent());
        spool.keep(() -> reports(1, 2));
        assertThat(spool.size()).isEqualTo(2);
        assertThat(Files.readAllLines(file)).hasSize(3);
    }
}
