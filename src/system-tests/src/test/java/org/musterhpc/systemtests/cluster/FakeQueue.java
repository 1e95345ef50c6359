package org.musterhpc.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the fake schedulers have in their folder, read behind their commands: neither counted nor subject to faults. */
final class FakeQueue {
    private static final Pattern VARIABLE = Pattern.compile("^declare -- (\\w+)=\"(.*)\"$", Pattern.MULTILINE);

    private final Path jobs;

    FakeQueue(Path folder) {
        this.jobs = folder.resolve("jobs");
    }

    /**
     * @param spec what it was submitted with: {@code jobname}, {@code throttle}, {@code walltime} in seconds …
     * @param elements states of those that do not just wait, by index: {@code RUNNING}, {@code DONE}, {@code GONE} …
     * @param over whether no element runs or will run
     */
    record Job(int id, Map<String, String> spec, Map<Integer, String> elements, boolean over) {
        int number(String name) {
            return Integer.parseInt(spec.get(name));
        }

        long running() {
            return elements.values().stream().filter("RUNNING"::equals).count();
        }

        int count() {
            return (number("last") - number("first")) / number("step") + 1;
        }
    }

    List<Job> jobs() {
        if (!Files.isDirectory(jobs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs)) {
            List<Job> all = new ArrayList<>();
            for (Path folder : folders.sorted().toList()) {
                if (folder.getFileName().toString().matches("\\d+")) {
                    all.add(job(folder));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The scheduler ends a running element with TERM, and says that it used too much memory when it has ended. */
    void killForMemory(Job job, int index) {
        try {
            Path want = jobs.resolve(job.id() + "/want");
            Path written = Files.writeString(jobs.resolve(job.id() + "/memory.new"), "MEMORY\n");
            Files.move(written, want.resolve(Integer.toString(index)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of all arrays. */
    long running() {
        return jobs().stream().mapToLong(Job::running).sum();
    }

    private static Job job(Path folder) throws IOException {
        Map<String, String> spec = new TreeMap<>();
        Matcher variable = VARIABLE.matcher(Files.readString(folder.resolve("spec")));
        while (variable.find()) {
            spec.put(variable.group(1), variable.group(2));
        }
        Map<Integer, String> elements = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("e"))) {
            for (Path file : files.toList()) {
                elements.put(Integer.valueOf(file.getFileName().toString()), word(file));
            }
        }
        return new Job(
                Integer.parseInt(folder.getFileName().toString()),
                spec,
                elements,
                Files.exists(folder.resolve("over")));
    }

    private static String word(Path file) throws IOException {
        try {
            return Files.readString(file).split(" ", 2)[0];
        } catch (NoSuchFileException e) {
            return "PENDING";
        }
    }
}
