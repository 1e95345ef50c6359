package org.musterhpc.agent.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.JsonText;
import org.musterhpc.testkit.fuzz.NastyText;

/** Whatever a task leaves at {@code $MUSTER_RESULT}: a value that can be handed on, or a complaint. */
class ResultFileFuzzTest {
    @TempDir
    Path folder;

    @Test
    void anyBytesAreAResultOrAComplaint() {
        Fuzz.check(
                "results",
                8_000,
                random -> switch (random.nextInt(4)) {
                    case 0 -> NastyText.of(random).getBytes(UTF_8);
                    case 1 -> random.nextInt(50) == 0 ? JsonText.deep(random).getBytes(UTF_8) : new byte[] {1, 2};
                    default -> Damage.bytes(random, JsonText.value(random, 4).getBytes(UTF_8));
                },
                this::takenOrTold);
    }

    @Test
    void numberBeyondAllMeasureIsAResultOrAComplaint() throws Exception {
        takenOrTold("{\"x\":1E+100000000017}".getBytes(UTF_8));
        takenOrTold("1e999999999".getBytes(UTF_8));
        takenOrTold("1e999".getBytes(UTF_8));
    }

    @Test
    void resultHasALimit() throws Exception {
        Path file = folder.resolve("long");
        String most = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        assertThat(ResultFile.take(Files.writeString(file, most), false).value())
                .isNotNull();
        ResultFile.Taken more = ResultFile.take(Files.writeString(file, most + " "), false);
        assertThat(more.value()).isNull();
        assertThat(more.complaint()).contains("longer than 64 KiB");
    }

    /** Opening one to read waits for a writer, for ever. */
    @Test
    void pipeAtThePlaceOfTheResultIsAComplaint() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Fuzz.check("pipe", 1, random -> pipe, file -> {
            assertThat(ResultFile.take(file, false).complaint()).contains("is not a file");
        });
        Path folderThere = Files.createDirectory(folder.resolve("folder"));
        assertThat(ResultFile.take(folderThere, false).complaint()).isNotBlank();
    }

    private void takenOrTold(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("result"), bytes);
        ResultFile.Taken taken = ResultFile.take(file, false);
        assertThat(file).doesNotExist();
        if (taken.value() != null) {
            Attempt attempt = new Attempt(
                    1,
                    1,
                    Outcome.OK,
                    Attempt.Detail.NONE,
                    new Attempt.Place("a", "h", "c", null),
                    Instant.EPOCH,
                    Instant.EPOCH,
                    Attempt.Usage.UNKNOWN,
                    taken.value(),
                    null);
            String json = AttemptCodec.encode(attempt);
            assertThat(AttemptCodec.decode(JsonMapper.builder().build().readTree(json))
                            .attempt())
                    .isOne();
        }
    }
}
