package org.musterhpc.agent.keep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.ReportCodec;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;

/** Spools that were torn, damaged or forged: an agent that starts hands in what is whole, and starts. */
class SpoolFuzzTest {
    private static final Campaign CAMPAIGN = SpoolTest.campaign("digest");

    @TempDir
    Path logs;

    @Test
    void whatIsLeftOfASpoolIsHandedIn() throws Exception {
        Spool spool = new Spool(logs.resolve("a"), CAMPAIGN, diary());
        spool.keep(() -> SpoolTest.reports(1, 5));
        byte[] whole = Files.readAllBytes(spool.file());
        List<String> good =
                SpoolTest.reports(1, 5).stream().map(ReportCodec::encode).toList();
        Fuzz.check("spools", 4_000, random -> Damage.bytes(random, whole), bytes -> {
            List<Report> handed = handIn(bytes);
            assertThat(handed).allSatisfy(report -> assertThat(good).contains(ReportCodec.encode(report)));
        });
    }

    /** With a checksum that holds: not torn, but of another version, or written by somebody else. */
    @Test
    void lineThatIsWholeButNoReportIsLeftOut() throws Exception {
        String own = Checked.line(Identity.of(CAMPAIGN));
        String good = ReportCodec.encode(SpoolTest.reports(1, 1).get(0));
        Fuzz.check(
                "forged",
                4_000,
                random -> Damage.text(random, good).replace("\n", ""),
                text -> handIn((own + "\n" + Checked.line(text) + "\n").getBytes(UTF_8)));
        String noTime = good.replace("1970-01-01T00:00:00Z", "yesterday");
        assertThat(handIn((own + "\n" + Checked.line(noTime) + "\n").getBytes(UTF_8)))
                .isEmpty();
    }

    private List<Report> handIn(byte[] bytes) throws Exception {
        Path file = logs.resolve(".spool/left");
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        HandedIn queue = new HandedIn(CAMPAIGN);
        new FormerSpools(logs.resolve("b"), queue, diary()).handIn();
        assertThat(file).doesNotExist();
        return queue.reports;
    }

    private static Diary diary() {
        return new Diary(new StringWriter(), InstantSource.fixed(Instant.EPOCH));
    }
}
