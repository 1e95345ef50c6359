package org.musterhpc.launcher.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;

/** Journals that were torn or damaged: what is whole is found, nothing else is, and nothing fails. */
class JournalsFuzzTest {
    private static final Campaign CAMPAIGN = new Campaign("c", "digest", "me", Instant.ofEpochMilli(7), List.of());
    private static final String OURS = "{\"campaign\":\"c\",\"digest\":\"digest\",\"created_ms\":7}\n";

    @TempDir
    Path logs;

    @Test
    void tornJournalsAreReadAsFarAsTheyAreWhole() throws IOException {
        String whole = OURS + JournalsTest.done(1) + "\n" + JournalsTest.done(2) + "\n" + JournalsTest.done(3) + "\n";
        Path file = Files.createDirectories(logs.resolve("a")).resolve("results.jsonl");
        Fuzz.check("torn", 2_000, random -> Damage.torn(random, whole.getBytes(UTF_8)), bytes -> {
            Files.write(file, bytes);
            Journals journals = Journals.read(CAMPAIGN, List.of(logs));
            String text = new String(bytes, UTF_8);
            for (int n = 1; n <= 3; n++) {
                boolean there = text.startsWith(OURS) && text.contains(JournalsTest.done(n));
                assertThat(journals.place("s", message(n)) != 0).as("task " + n).isEqualTo(there);
            }
        });
        Fuzz.check("damaged", 2_000, random -> Damage.bytes(random, whole.getBytes(UTF_8)), bytes -> {
            Files.write(file, bytes);
            Journals.read(CAMPAIGN, List.of(logs));
        });
    }

    private static Message message(int n) {
        return JournalsTest.message(n);
    }
}
