package org.musterhpc.systemtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.LiveTree;

/** Campaigns of this program from the command to its end, each of a name of its own. */
final class Runs {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Muster muster;
    private int made;

    Runs(Muster muster) {
        this.muster = muster;
    }

    /**
     * Seconds that the whole command takes.
     *
     * @param command as YAML: a line, or a list of words
     */
    double seconds(String command, int tasks) throws IOException {
        String name = next();
        String file = file(name, command, tasks);
        long from = System.nanoTime();
        end(name, muster.run("run", file));
        return (System.nanoTime() - from) / 1e9;
    }

    /** Tasks a second between the start of the first and the end of the last, so many at once. */
    double rate(String command, int tasks, int slots) throws IOException {
        return rateOf("command: " + command, tasks, slots);
    }

    /** The same of tasks that call a function of Python. */
    double rateOfPython(String line, int tasks, int slots) throws IOException {
        muster.write("muster_handler.py", muster.example("handler/muster_handler.py"));
        muster.write("work.py", """
                import asyncio, http.server, json, sqlite3, unittest.mock, xml.dom.minidom, xmlrpc.client
                def work(n):
                    return n
                """);
        return rateOf(line, tasks, slots);
    }

    private double rateOf(String line, int tasks, int slots) throws IOException {
        String name = next();
        String file = fileOf(name, line, tasks);
        Path settings = muster.write("slots-" + slots + ".yml", "agent: {slots: " + slots + "}\n");
        end(name, muster.run("run", "--config", settings.toString(), file));
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (JsonNode outcome : outcomes(name)) {
            Instant started = Instant.parse(outcome.path("last").path("started").asText());
            Instant ended = Instant.parse(outcome.path("last").path("ended").asText());
            first = started.isBefore(first) ? started : first;
            last = ended.isAfter(last) ? ended : last;
        }
        return tasks / (Duration.between(first, last).toNanos() / 1e9);
    }

    /** Seconds from the start of an agent's process to the start of its first task. */
    double toFirst() throws IOException {
        String name = next();
        end(name, muster.run("run", file(name, "[\"true\"]", 1)));
        Path output;
        try (Stream<Path> files = Files.list(logs(name))) {
            output = files.filter(file -> file.toString().endsWith(".out"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no agent has left its output in " + logs(name)));
        }
        // Made just before the process.
        Instant begun = Files.readAttributes(output, BasicFileAttributes.class)
                .creationTime()
                .toInstant();
        Instant started =
                Instant.parse(outcomes(name).get(0).path("last").path("started").asText());
        return Duration.between(begun, started).toNanos() / 1e9;
    }

    /** Tasks a second from a file to the queue, by the whole command. */
    double submitted(int tasks) throws IOException {
        String name = next();
        String file = file(name, "\"true\"", tasks);
        long from = System.nanoTime();
        end(name, muster.run("submit", "--stage-only", file));
        double seconds = (System.nanoTime() - from) / 1e9;
        muster.run("purge", name, "--yes");
        return tasks / seconds;
    }

    private String next() {
        return "bench-" + made++;
    }

    private String file(String name, String command, int tasks) {
        return fileOf(name, "command: " + command, tasks);
    }

    private String fileOf(String name, String line, int tasks) {
        muster.write(name + ".yml", line + "\ntasks: {range: 1-" + tasks + "}\n");
        return name + ".yml";
    }

    private static void end(String name, Muster.Ended ended) throws IOException {
        if (ended.exit() != 0) {
            throw new IOException(name + " ended with " + ended.exit() + ": "
                    + ended.err().strip().replace('\n', ' '));
        }
    }

    private Path logs(String name) {
        return muster.folder.resolve("home/campaigns").resolve(name).resolve("logs");
    }

    private List<JsonNode> outcomes(String name) throws IOException {
        Path journal = LiveTree.named(logs(name), "results.jsonl").stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no agent has left a journal in " + logs(name)));
        List<JsonNode> outcomes = new ArrayList<>();
        for (String line : Files.readAllLines(journal)) {
            JsonNode node = JSON.readTree(line);
            if (node.has("last")) {
                outcomes.add(node);
            }
        }
        return outcomes;
    }
}
