package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** 300 tasks that end in every way a task can; then the cause is removed and the rest is sent again. */
class MixedOutcomesIT {
    /** Found on command lines of whatever outlives its task. */
    private static final String SLEEP = "sleep 86399";

    private static final String SCRIPT = """
            #!/bin/bash
            echo "$MUSTER_TASK_ID" >> ran.log
            if [ -e fixed ]; then touch "out/$2"; exit 0; fi
            case $1 in
              good) touch "out/$2" ;;
              exit) exit 3 ;;
              kill) kill -9 $$ ;;
              missing) ;;
              stubborn) trap '' TERM; setsid SLEEP & (SLEEP &) ; SLEEP ;;
              climb) [ "$3" = 0.02 ] || exit 4; touch "out/$2" ;;
            esac
            """.replace("SLEEP", SLEEP);

    private static final String CAMPAIGN = """
            campaign: mixed
            halt: never
            stages:
              plain:
                command: ./mixed.sh {{kind}} {{id}}
                tasks: {csv: tasks.csv}
                walltime: 5m
                outputs: ["out/{{key}}"]
                retry: {max_attempts: 2, backoff: 100ms}
              stubborn:
                command: ./mixed.sh stubborn stubborn-{{n}}
                tasks: {range: 1-6}
                walltime: 3s
                outputs: ["out/stubborn-{{n}}"]
                retry: {max_attempts: 2, backoff: 100ms}
              climb:
                command: ./mixed.sh climb climb-{{n}} {{tolerance}}
                tasks: {range: 1-50}
                walltime: 5m
                ladder: [{tolerance: 0.01}, {tolerance: 0.02}, {tolerance: 0.03}]
                retry: {backoff: 100ms}
            """;

    private final Map<String, Integer> kinds =
            new HashMap<>(Map.of("good", 140, "exit", 40, "kill", 30, "missing", 34));

    @Test
    void eachTaskEndsAsItShouldAndRetryFinishesTheRest() throws IOException {
        try (Muster muster = new Muster()) {
            prepare(muster);
            Ended run = muster.run("run", "mixed.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
            assertThat(processesOf(SLEEP)).isEmpty();

            expect(muster, "plain/good-1", "DONE", "OK", 1, List.of());
            JsonNode exit = expect(muster, "plain/exit-1", "DEAD", "EXIT", 1, List.of());
            assertThat(exit.path("exit").asInt()).isEqualTo(3);
            JsonNode killed = expect(muster, "plain/kill-1", "DEAD", "SIGNAL", 1, List.of());
            assertThat(killed.path("signal").asInt()).isEqualTo(9);
            expect(muster, "plain/missing-1", "DEAD", "OUTPUT_MISSING", 1, List.of());
            expect(muster, "stubborn/000001", "DEAD", "WALLTIME", 2, List.of("WALLTIME"));
            expect(muster, "climb/000001", "DONE", "OK", 2, List.of("EXIT"));

            JsonNode total = muster.run("status", "mixed", "--json").json().path("total");
            assertThat(total.path("done").asInt()).isEqualTo(190);
            assertThat(total.path("dead").asInt()).isEqualTo(110);
            Ended rollcall = muster.run("rollcall", "mixed", "--deep", "--json");
            assertThat(rollcall.exit()).as(rollcall.out() + rollcall.err()).isZero();
            assertThat(rollcall.json().path("holds").asBoolean()).isTrue();
            assertThat(recordedAttempts(muster)).isEqualTo(ran(muster));

            muster.write("fixed", "");
            Ended retry = muster.run("retry", "mixed");
            assertThat(retry.exit()).as(retry.out() + retry.err()).isZero();
            total = muster.run("status", "mixed", "--json").json().path("total");
            assertThat(total.path("done").asInt()).isEqualTo(300);
            assertThat(muster.run("rollcall", "mixed").exit()).isZero();
            assertThat(recordedAttempts(muster)).isEqualTo(ran(muster));
        }
    }

    private void prepare(Muster muster) throws IOException {
        muster.write("muster.yml", "agent: {slots: 4, kill_grace: 1s}\n");
        Path script = muster.write("mixed.sh", SCRIPT);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(muster.folder.resolve("out"));
        StringBuilder csv = new StringBuilder("id,key,kind\n");
        kinds.forEach((kind, count) -> {
            for (int i = 1; i <= count; i++) {
                csv.append(kind + "-" + i + "," + kind + "-" + i + "," + kind + "\n");
            }
        });
        muster.write("tasks.csv", csv.toString());
        muster.write("mixed.yml", CAMPAIGN.replace("{{kind}} {{id}}", "{{kind}} {{key}}"));
    }

    private static JsonNode expect(
            Muster muster, String id, String state, String outcome, int attempt, List<String> earlier) {
        JsonNode task = muster.run("show", "mixed", id, "--json").json();
        assertThat(task.path("state").asText()).as(task.toString()).isEqualTo(state);
        assertThat(task.path("outcome").asText()).as(task.toString()).isEqualTo(outcome);
        assertThat(task.path("attempt").asInt()).as(task.toString()).isEqualTo(attempt);
        List<String> history = new ArrayList<>();
        StreamSupport.stream(task.path("history").spliterator(), false)
                .forEach(past -> history.add(past.path("outcome").asText()));
        List<String> whole = new ArrayList<>(earlier);
        whole.add(outcome);
        assertThat(history).as(task.toString()).isEqualTo(whole);
        return task;
    }

    private static long recordedAttempts(Muster muster) {
        return muster.run("results", "mixed", "--json").jsonLines().stream()
                .mapToLong(result -> result.path("attempt").asLong())
                .sum();
    }

    private static long ran(Muster muster) throws IOException {
        return Files.readAllLines(muster.folder.resolve("ran.log")).size();
    }

    static List<Long> processesOf(String command) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(command))
                .map(ProcessHandle::pid)
                .toList();
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }
}
