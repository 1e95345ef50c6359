package org.musterhpc.launcher.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.trial.TrialFolder;

/** A campaign of three tasks from its file to its books, by the programs that a user starts. */
record TrialCampaignCheck(TrialFolder folder) implements Check {
    static final String CAMPAIGN = "check";
    private static final int TASKS = 3;
    private static final String FILE = """
            campaign: %s
            cluster: local
            command: echo {{n}} >> done-{{n}}
            tasks: {range: 1-%d}
            outputs: ["done-{{n}}"]
            """.formatted(CAMPAIGN, TASKS);
    private static final String NAME = "campaign";
    private static final String BOOKS = "books";
    private static final String ADVICE = "muster doctor looks over this machine; else unpack or build Muster again";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public List<CheckResult> look() {
        try {
            folder.write(CAMPAIGN + ".yml", FILE);
            CheckResult ran = ran(folder.muster(PATIENCE, "run", CAMPAIGN + ".yml"));
            return ran.level() == CheckResult.Level.OK
                    ? List.of(ran, books(folder.muster(PATIENCE, "rollcall", CAMPAIGN, "--deep", "--json")))
                    : List.of(ran);
        } catch (Problem problem) {
            return List.of(CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice()));
        } catch (IOException e) {
            return List.of(CheckResult.fail(NAME, "what it left cannot be read: " + PrivateFiles.reason(e), ADVICE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(CheckResult.warn(NAME, "was not run to its end: interrupted", "try again"));
        }
    }

    private CheckResult ran(TrialFolder.Ended ended) throws IOException {
        if (!Integer.valueOf(0).equals(ended.exit())) {
            return CheckResult.fail(NAME, "muster run " + how(ended), ADVICE);
        }
        try (Stream<String> lines = Files.list(folder.path())
                .filter(file -> file.getFileName().toString().startsWith("done-"))
                .flatMap(TrialCampaignCheck::linesOf)) {
            long ran = lines.count();
            return ran == TASKS
                    ? CheckResult.ok(NAME, TASKS + " tasks ran by an agent on this machine, each once")
                    : CheckResult.fail(
                            NAME, "of " + TASKS + " tasks " + ran + " have run, which muster run took for all", ADVICE);
        }
    }

    private static Stream<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }

    private static CheckResult books(TrialFolder.Ended ended) {
        JsonNode roll = read(ended.printed());
        if (roll != null && roll.path("holds").asBoolean() && roll.path("done").asInt() == TASKS) {
            return CheckResult.ok(BOOKS, "every task is accounted for, id by id");
        }
        return CheckResult.fail(BOOKS, "muster rollcall " + how(ended), ADVICE);
    }

    private static @Nullable JsonNode read(String printed) {
        try {
            return JSON.readTree(printed);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** How it ended, and what it said last. */
    private static String how(TrialFolder.Ended ended) {
        List<String> said =
                ended.printed().lines().filter(line -> !line.isBlank()).toList();
        String last = said.isEmpty()
                ? ""
                : ": " + said.get(Math.max(0, said.size() - 2)).strip();
        return (ended.exit() == null
                        ? "did not end within " + PATIENCE.toMinutes() + " min"
                        : "ended with " + ended.exit())
                + last;
    }
}
