package org.musterhpc.launcher.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.Answer;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;

/**
 * Answers of a scheduler, kept for all programs of the user: however many of them look after campaigns, the scheduler is
 * asked as often as by one.
 */
final class SharedAnswers {
    /** Silence is not remembered for longer than this: what was down may be up again. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    /** @param folder of one cluster, as seen through one Redis: by whose clock ages are told */
    SharedAnswers(Path folder) {
        this.folder = folder;
    }

    /** @param asked when, in Redis' time: what has changed since is not in it */
    record Kept(Answer answer, Instant asked) {}

    /**
     * The answer that is kept, if it is young enough, else a new one. Of several that need one, one asks and the others
     * wait for it.
     *
     * @param now Redis' time
     */
    synchronized Kept get(List<String> command, Instant now, Duration age, Supplier<Answer> ask) {
        Path file = folder.resolve(
                UUID.nameUUIDFromBytes(String.join("\0", command).getBytes(StandardCharsets.UTF_8)) + ".json");
        PrivateFiles.folder(folder);
        Path lockFile = folder.resolve("lock");
        try (FileChannel channel = PrivateFiles.open(lockFile);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock was lost");
            }
            Kept kept = read(file);
            if (kept != null && fresh(kept, now, age)) {
                return kept;
            }
            Kept asked = new Kept(ask.get(), now);
            PrivateFiles.write(file, write(asked));
            return asked;
        } catch (IOException e) {
            throw Problem.failed(
                    "answers of the scheduler cannot be kept in " + folder + ": " + PrivateFiles.reason(e),
                    "see that the folder is writable and has room");
        }
    }

    private static boolean fresh(Kept kept, Instant now, Duration age) {
        Duration limit = kept.answer().fine() || age.compareTo(SILENCE) < 0 ? age : SILENCE;
        Duration old = Duration.between(kept.asked(), now);
        return !old.isNegative() && old.compareTo(limit) < 0;
    }

    private static @Nullable Kept read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode json = JSON.readTree(Files.readString(file));
        return new Kept(
                new Answer(
                        json.path("exit").asInt(),
                        json.path("out").asText(),
                        json.path("err").asText()),
                Instant.ofEpochMilli(json.path("asked").asLong()));
    }

    private static String write(Kept kept) {
        return JSON.createObjectNode()
                .put("asked", kept.asked().toEpochMilli())
                .put("exit", kept.answer().exit())
                .put("out", kept.answer().out())
                .put("err", kept.answer().err())
                .toString();
    }
}
