package org.musterhpc.launcher.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;

/**
 * What the slots of an agent on a cluster run, by the notes that it writes: {@code slot-K.runs} in its folder of logs.
 *
 * @param agent the name of that folder
 */
record SlotNotes(Reach reach, String agent) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** A line a note, its name in front. Who reads it compares it later, so nothing of it is cut off or added. */
    private static final String READ = FetchedFile.PATHS + "a \"$1\"; cd \"$p\" 2>/dev/null || exit 0; "
            + "for n in slot-*.runs; do if [ -f \"$n\" ] && ! [ -h \"$n\" ]; then "
            + "printf '%s ' \"$n\"; head -c 16384 \"$n\"; echo; fi; done";

    /**
     * A note of an attempt.
     *
     * @param name of the note's file
     * @param says the whole of it
     * @param file into which the attempt writes, there
     * @param offset where in it the attempt begins
     */
    record Note(String name, byte[] says, String file, long offset) {
        /** Name of the file here: what the slot runs next writes into a file of the same name there. */
        String kept() {
            CRC32C sum = new CRC32C();
            sum.update(says);
            return name.replaceFirst("\\.runs$", "") + ".now-" + HexFormat.of().toHexDigits((int) sum.getValue());
        }
    }

    /** Null where no slot runs it, or has not begun to. */
    @Nullable
    Note find(String id, int attempt, Retries retries) throws NoAnswer, NotSent, Refused {
        String folder = reach.logs() + "/" + agent;
        Answer answer = retries.idempotent(() -> reach.shell().run(Command.of(LIMIT, "sh", "-c", READ, "sh", folder)));
        if (answer.exit() != 0) {
            throw Problem.failed(
                    reach.shell().name() + ": what runs cannot be read in " + folder + ": "
                            + answer.errText().strip(),
                    "look at its permissions there");
        }
        return notes(answer).stream()
                .map(line -> note(line, id, attempt))
                .filter(note -> note != null)
                .findFirst()
                .orElse(null);
    }

    private static List<String> notes(Answer answer) {
        return new String(answer.out(), StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static @Nullable Note note(String line, String id, int attempt) {
        int blank = line.indexOf(' ');
        byte[] says = line.substring(blank + 1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            JsonNode entry = JSON.readTree(says);
            return entry.path("id").asText().equals(id) && entry.path("attempt").asInt() == attempt
                    ? new Note(
                            line.substring(0, blank),
                            says,
                            entry.path("file").asText(),
                            entry.path("offset").asLong())
                    : null;
        } catch (IOException e) {
            return null; // it is being written just now
        }
    }
}
