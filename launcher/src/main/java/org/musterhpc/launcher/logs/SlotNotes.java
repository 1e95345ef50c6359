package org.musterhpc.launcher.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.follow.RunningLog;
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
     * @param there its path
     * @param says all of its bytes, a character each
     * @param file into which the attempt writes, there
     * @param offset where in it the attempt begins
     */
    record Note(String there, String says, String file, long offset) {
        /** Name of the file here: what the slot runs next writes into a file of the same name there. */
        String kept() {
            CRC32C sum = new CRC32C();
            sum.update(bytes(says));
            String name = there.substring(there.lastIndexOf('/') + 1).replaceFirst("\\.runs$", "");
            return name + ".now-" + HexFormat.of().toHexDigits((int) sum.getValue());
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
        for (String line :
                new String(answer.out(), StandardCharsets.ISO_8859_1).lines().toList()) {
            Note note = note(folder, line, id, attempt);
            if (note != null) {
                return note;
            }
        }
        return null;
    }

    private static @Nullable Note note(String folder, String line, String id, int attempt) {
        int blank = line.indexOf(' ');
        String says = line.substring(blank + 1);
        try {
            JsonNode entry = JSON.readTree(bytes(says));
            if (!RunningLog.is(entry, id, attempt)) {
                return null;
            }
            String there = folder + "/" + line.substring(0, blank);
            return new Note(
                    there,
                    says,
                    entry.path("file").asText(),
                    entry.path("offset").asLong());
        } catch (IOException e) {
            return null; // it is being written just now
        }
    }

    private static byte[] bytes(String says) {
        return says.getBytes(StandardCharsets.ISO_8859_1);
    }
}
