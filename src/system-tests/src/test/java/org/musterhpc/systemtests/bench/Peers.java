package org.musterhpc.systemtests.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.bench.Contest.Absent;
import org.musterhpc.testkit.InstalledPrograms;
import org.musterhpc.testkit.RedisServer;

/** Queues of the npm and PyPI registries, in a folder that {@code bin/bench --peers} fills; each prints its own figures. */
final class Peers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final @Nullable Path folder;
    private final Path scripts;
    private final RedisServer redis;
    private final Commands commands;

    /**
     * @param folder with {@code node_modules} and {@code venv}, or null
     * @param scripts what is run with them
     */
    Peers(@Nullable Path folder, Path scripts, RedisServer redis, Commands commands) {
        this.folder = folder;
        this.scripts = scripts;
        this.redis = redis;
        this.commands = commands;
    }

    /** Jobs that do nothing, worked off in a second. */
    double worked(String peer, int jobs) throws Absent, IOException {
        JsonNode said = said(peer, jobs, peer.equals("bullmq") ? "100" : "work");
        if (said.path("done").asInt() != jobs) {
            throw new IOException(peer + " did " + said.path("done") + " of " + jobs + " jobs");
        }
        return jobs / said.path("work_s").asDouble();
    }

    /** Jobs added in a second. */
    double pushed(String peer, int jobs) throws Absent, IOException {
        return jobs
                / said(peer, jobs, peer.equals("bullmq") ? "0" : "push")
                        .path("push_s")
                        .asDouble();
    }

    /** Seconds from the start of a worker's process to its first job. */
    double toFirst(String peer) throws Absent, IOException, InterruptedException {
        commands.said(Map.of(), words(peer, 1, "leave"));
        long from = System.nanoTime();
        Process worker = new ProcessBuilder(words(peer, 1, "first"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = worker.inputReader()) {
            if (out.readLine() == null) {
                throw new IOException(peer + " did not begin");
            }
            return (System.nanoTime() - from) / 1e9;
        } finally {
            worker.destroy();
            worker.waitFor();
        }
    }

    private JsonNode said(String peer, int jobs, String how) throws Absent, IOException {
        String out = commands.said(Map.of(), words(peer, jobs, how)).strip();
        return JSON.readTree(out.substring(out.lastIndexOf('\n') + 1));
    }

    private List<String> words(String peer, int jobs, String how) throws Absent {
        if (folder == null) {
            throw new Absent("not asked for; bin/bench --peers DIR fetches it");
        }
        List<String> words = new ArrayList<>();
        if (peer.equals("bullmq")) {
            if (InstalledPrograms.find("node").isEmpty() || !Files.isDirectory(folder.resolve("node_modules/bullmq"))) {
                throw new Absent("no node, or no bullmq in " + folder);
            }
            words.add("node");
            words.add(folder.resolve("bullmq.mjs").toString()); // beside its modules, where node looks for them
        } else {
            Path python = folder.resolve("venv/bin/python");
            if (!Files.isExecutable(python)) {
                throw new Absent("no " + python);
            }
            words.add(python.toString());
            words.add(scripts.resolve(peer + "_peer.py").toString());
        }
        words.addAll(List.of(Integer.toString(redis.port()), "", Integer.toString(jobs), how));
        return words;
    }
}
