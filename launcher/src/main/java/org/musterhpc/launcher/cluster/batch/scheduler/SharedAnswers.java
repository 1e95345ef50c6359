package org.musterhpc.launcher.cluster.batch.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;

/**
 * Keeps a scheduler's answers for all programs of the user: however many of them look after campaigns, they ask the scheduler
 * as often as one would.
 */
final class SharedAnswers {
    /**
     * That there was no answer holds for so long: what was down may be up again. A program that has not asked yet asks all the
     * same, unless it waited for that answer: whoever says a command again has perhaps mended what was wrong.
     */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Set<Path> ASKED_HERE = ConcurrentHashMap.newKeySet();

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final Set<Path> askedBefore;

    /** @param folder of one cluster, as seen through one Redis: by whose clock ages are told */
    SharedAnswers(Path folder) {
        this(folder, ASKED_HERE);
    }

    /** @param askedBefore files of answers that this program has asked for */
    SharedAnswers(Path folder, Set<Path> askedBefore) {
        this.folder = folder;
        this.askedBefore = askedBefore;
    }

    /** What a scheduler is asked that many programs want to know. */
    enum Question {
        LIMITS,
        STATES
    }

    /**
     * @param asked when, in Redis' time: what has changed since is not in it
     * @param took until it came
     */
    record Kept(CommandResult answer, Instant asked, Duration took) {}

    /**
     * The kept answer, if it is to the same command and young enough, else a new one. Of several programs that need one, one
     * asks and the others wait for it.
     *
     * @param what the question: one answer to it is kept, the last
     * @param now Redis' time
     */
    synchronized Kept get(Question what, List<String> command, Instant now, Duration age, Supplier<CommandResult> ask) {
        PrivateFiles.folder(folder);
        boolean first = askedBefore.add(file(what));
        try (FileChannel channel = PrivateFiles.open(folder.resolve("lock"));
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock was lost");
            }
            Kept kept = read(file(what), command);
            if (kept != null && fresh(kept, now, age, first)) {
                return kept;
            }
            long begun = System.nanoTime();
            Kept asked = new Kept(ask.get(), now, Duration.ofNanos(System.nanoTime() - begun));
            PrivateFiles.write(file(what), write(asked, command));
            return asked;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    private static Problem unwritable(Path where, IOException e) {
        return Problem.failed(
                "answers of the scheduler cannot be kept in " + where + ": " + PrivateFiles.reason(e),
                "see that the folder is writable and has room");
    }

    /** The next program that asks hears the scheduler itself. */
    synchronized void forget(Question what) {
        forget(file(what));
    }

    /** What the scheduler of a cluster allows is asked anew, whichever Redis it is asked through. */
    static void forgetLimits(Path cluster) {
        if (!Files.isDirectory(cluster)) {
            return;
        }
        try (Stream<Path> folders = Files.list(cluster)) {
            folders.filter(Files::isDirectory).forEach(folder -> new SharedAnswers(folder).forget(Question.LIMITS));
        } catch (IOException e) {
            throw unwritable(cluster, e);
        }
    }

    private Path file(Question what) {
        return folder.resolve(what.name().toLowerCase(Locale.ROOT) + ".json");
    }

    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static boolean fresh(Kept kept, Instant now, Duration age, boolean first) {
        Duration silence = first ? kept.took() : SILENCE;
        Duration limit = kept.answer().fine() || age.compareTo(silence) < 0 ? age : silence;
        Duration old = Duration.between(kept.asked(), now);
        return !old.isNegative() && old.compareTo(limit) < 0;
    }

    private static @Nullable Kept read(Path file, List<String> command) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (NoSuchFileException none) {
            return null; // not yet, or forgotten by another program
        }
        if (!json.path("command").asText().equals(String.join("\0", command))) {
            return null;
        }
        return new Kept(
                new CommandResult(
                        json.path("exit").asInt(),
                        json.path("out").asText(),
                        json.path("err").asText()),
                Instant.ofEpochMilli(json.path("asked").asLong()),
                Duration.ofMillis(json.path("took").asLong()));
    }

    private static String write(Kept kept, List<String> command) {
        return JSON.createObjectNode()
                .put("command", String.join("\0", command))
                .put("asked", kept.asked().toEpochMilli())
                .put("took", kept.took().toMillis())
                .put("exit", kept.answer().exit())
                .put("out", kept.answer().out())
                .put("err", kept.answer().err())
                .toString();
    }
}
