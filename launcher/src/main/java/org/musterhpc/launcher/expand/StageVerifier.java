package org.musterhpc.launcher.expand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.StageCheck;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Walltime;

/**
 * Has a stage's tasks looked at by a program of the user's: it gets each as a line of JSON, and prints a line for each
 * problem. What it says of the first is kept, the rest is counted, so that a million tasks are no more to hold than one.
 */
final class StageVerifier {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final int LONGEST_PROBLEM = 500;
    private static final int LONGEST_RUBBISH = 80;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    private final String campaign;
    private final StageSpec spec;
    private final StageCheck check;
    private final Findings findings;
    private final List<Said> kept = new ArrayList<>();
    private long said;

    /** One line of the program: about a task, or (without an id) no problem that could be understood. */
    private record Said(long line, @Nullable String id, String text) {}

    StageVerifier(String campaign, StageSpec spec, StageCheck check, Findings findings) {
        this.campaign = campaign;
        this.spec = spec;
        this.check = check;
        this.findings = findings;
    }

    /** Notes every problem; the program's own failure is one. */
    void look(Path tasks) throws IOException {
        ProcessBuilder shell = CheckProgram.shell(check.line(), check.at().folder());
        shell.environment().putAll(spec.stage().shell().env());
        shell.environment().put("MUSTER_CAMPAIGN", campaign);
        shell.environment().put("MUSTER_STAGE", spec.name());
        CheckProgram.Ended ended;
        try {
            ended = new CheckProgram(shell, check.timeout()).run(in -> write(tasks, in), this::hear);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw check.at().usage("verify: was interrupted", "say the same again");
        }
        tell(tasks);
        if (!ended.inTime()) {
            add(
                    "was not over after " + Walltime.format(check.timeout()) + ", and was ended",
                    "let it read to the end of its input and end, or write verify: {run: …, timeout: 1h}");
        } else if (ended.status() != 0) {
            String words = ended.lastWords();
            boolean start = ended.status() == NOT_FOUND || ended.status() == NOT_EXECUTABLE;
            add(
                    "ended with status " + ended.status()
                            + (words.isEmpty() ? "" : ": " + plain(words, LONGEST_PROBLEM)),
                    start
                            ? "name a program that is there and executable; it is run in "
                                    + check.at().folder()
                            : "run it by hand in " + check.at().folder()
                                    + "; it ends with 0 also where it finds problems");
        }
    }

    private static void write(Path tasks, OutputStream in) throws IOException {
        try {
            MessageLines.read(tasks, 0, MessageLines.MESSAGES, (message, length) -> {
                try {
                    in.write(JSON.writeValueAsBytes(shown(message)));
                    in.write('\n');
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** As {@code muster tasks --json} has it, as far as it is known by now. */
    private static ObjectNode shown(Message message) {
        ObjectNode task = JsonNodeFactory.instance.objectNode();
        int slash = message.id().indexOf('/');
        task.put("id", message.id())
                .put("stage", message.id().substring(0, slash))
                .put("index", message.n());
        task.set("params", message.params());
        return task;
    }

    private synchronized void hear(long number, String text) {
        if (text.isBlank()) {
            return;
        }
        said++;
        if (kept.size() < Verification.SHOWN) {
            JsonNode line = json(text);
            JsonNode id = line.path("id");
            JsonNode problem = line.path("problem");
            kept.add(
                    id.isTextual() && problem.isTextual()
                            ? new Said(number, id.textValue(), plain(problem.textValue(), LONGEST_PROBLEM))
                            : new Said(number, null, plain(text, LONGEST_RUBBISH)));
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private synchronized void tell(Path tasks) throws IOException {
        Set<String> known = known(tasks);
        for (Said line : kept) {
            if (line.id() == null) {
                add(
                        "line " + line.line() + " of what it prints is no problem of a task: " + line.text(),
                        "print {\"id\": …, \"problem\": …} for each problem, and nothing else, to standard output");
            } else if (!known.contains(line.id())) {
                add(
                        "line " + line.line() + " of what it prints names '" + plain(line.id(), LONGEST_RUBBISH)
                                + "', which is no task of stage '" + spec.name() + "'",
                        "print ids as they are read");
            } else {
                add(
                        "task " + line.id() + ": " + line.text(),
                        "correct the task, or what " + plain(check.line(), LONGEST_RUBBISH) + " asks of it");
            }
        }
        findings.more(said - kept.size());
    }

    /** Those of the ids that tasks have; the tasks are read once more, if there is anything to say. */
    private Set<String> known(Path tasks) throws IOException {
        Set<String> wanted = new HashSet<>();
        kept.forEach(line -> wanted.add(String.valueOf(line.id())));
        Set<String> known = new HashSet<>();
        if (!wanted.isEmpty()) {
            MessageLines.read(tasks, 0, MessageLines.MESSAGES, (message, length) -> {
                if (wanted.contains(message.id())) {
                    known.add(message.id());
                }
                return known.size() < wanted.size();
            });
        }
        return known;
    }

    private void add(String what, String advice) {
        findings.add(check.at(), "verify: " + what, advice);
    }

    /** On one line, and no longer than one can read. */
    private static String plain(String text, int most) {
        String line = text.replaceAll("\\s+", " ").strip();
        int end = Math.min(line.length(), most);
        if (end < line.length() && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return end < line.length() ? line.substring(0, end) + "…" : line;
    }
}
