package org.musterhpc.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/**
 * One campaign on the real Slurm: settings and a home of its own, and a file that all nodes see, to which its tasks
 * append a line each as they start. In the end {@link #holds} compares that with what is recorded.
 */
final class Scene {

    private static final List<Process> BEGUN = new ArrayList<>();

    final SlurmSite site;
    final Muster muster;
    final String name;
    final Path ran;
    private final int mark;

    Scene(SlurmSite site, String name, Settings settings) {
        this(site, name, new Muster(null, site.env()));
        muster.write("muster.yml", settings.text(site));
    }

    /** Another campaign of the same user, with the same settings and home. */
    Scene(Scene other, String name) {
        this(other.site, name, other.muster);
    }

    private Scene(SlurmSite site, String name, Muster muster) {
        this.site = site;
        this.name = name;
        this.ran = site.remote().resolve(name + ".ran");
        this.muster = muster;
        this.mark = site.log().mark();
    }

    /** A campaign of tasks that take so long, each with the walltime of a minute. */
    Scene tasks(int tasks, String seconds) {
        return tasks(tasks, "sleep " + seconds, "1m");
    }

    Scene tasks(int tasks, String then, String walltime) {
        file(Started.COMMAND + " >> " + ran + "; " + then, tasks, "walltime: " + walltime);
        return this;
    }

    /** For {@link #tasks}: all but the first so many wait here, so that some run whatever the machine is busy with. */
    String held(int first) {
        return "[ {{n}} -le " + first + " ] || until [ -e " + go() + " ]; do sleep 0.2; done";
    }

    /** What is held goes on. */
    void release() {
        try {
            Files.createFile(go());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path go() {
        return site.remote().resolve(name + ".go");
    }

    /** @param more further lines of the campaign file */
    void file(String command, int tasks, String more) {
        muster.write(
                name + ".yml",
                "command: |\n  " + command + "\ntasks: {range: 1-" + tasks + "}\ncluster: here\n" + more + "\n");
    }

    Muster.Running begin() {
        Muster.Running run = muster.begin("run", name + ".yml");
        BEGUN.add(run.process());
        return run;
    }

    /** Ends what was begun and still runs. */
    static void abandon() {
        BEGUN.forEach(Process::destroyForcibly);
        BEGUN.clear();
    }

    Ended run() {
        return muster.run("run", name + ".yml");
    }

    Ended verify() {
        return muster.run("verify", name + ".yml");
    }

    /** What has started so far, in the order of the lines. */
    List<Started> started() {
        try {
            return Files.exists(ran)
                    ? Files.readAllLines(ran).stream().map(Started::of).toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until tasks run in so many elements at once, and some have ended before. */
    List<Started> awaitElements(int elements) {
        await("tasks in " + elements + " elements")
                .until(() ->
                        started().size() > 12 && Started.elements(started()).size() >= elements);
        assertThat(processes()).isNotEmpty();
        return started();
    }

    /** Elements of this campaign that slurmctld has not ended yet, as {@code ARRAY_INDEX STATE}. */
    List<String> queued() {
        return site.ask("squeue", "--noheader", "--array", "-o", "%j %i %T")
                .ok()
                .lines()
                .filter(line -> line.startsWith("m-" + name + "-"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    /** Names of the arrays that slurmctld has or has had. */
    Set<String> arrays() {
        return site.squeue().stream()
                .filter(element -> element.name().startsWith("m-" + name + "-"))
                .map(SlurmSite.Element::array)
                .collect(Collectors.toSet());
    }

    /** Calls of a scheduler's command since this scene began, of all scenes. */
    List<CallLog.Call> calls(String command) {
        return site.log().calls(command, mark);
    }

    /** Agents and tasks of this campaign on this machine, by their command lines. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid())
                        .map(line -> line.contains(site.remote() + "/campaigns/" + name + "/")
                                || line.contains(ran.toString()))
                        .orElse(false))
                .toList();
    }

    /** The agent's process in an element. */
    ProcessHandle agent(String allocation) {
        JsonNode agent = muster.run("agents", name, "--json").jsonLines().stream()
                .filter(line -> line.path("allocation").asText().equals(allocation))
                .findFirst()
                .orElseThrow();
        return ProcessHandle.of(agent.path("pid").asLong()).orElseThrow();
    }

    private static java.util.Optional<String> commandLine(long pid) {
        try {
            return java.util.Optional.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")));
        } catch (IOException | UncheckedIOException e) {
            return java.util.Optional.empty(); // it has ended
        }
    }

    /** The number of attempts that are recorded, and of those that wrote their line. */
    record Account(long recorded, long ran) {}

    /**
     * All tasks are DONE, each recorded once; no attempt ran twice, none ran that is not recorded, and of each task the
     * one that is recorded as done ran. Nothing is left in the queue or on the machine.
     */
    Account holds(int tasks) {
        Map<Integer, Long> attempts = results(tasks).stream()
                .collect(Collectors.toMap(
                        result -> result.path("params").path("n").asInt(),
                        result -> result.path("attempt").asLong()));
        assertThat(attempts).hasSize(tasks);
        List<Started> started = started();
        assertThat(started.stream().map(line -> line.task() + "#" + line.attempt()))
                .doesNotHaveDuplicates()
                .containsAll(attempts.entrySet().stream()
                        .map(task -> task.getKey() + "#" + task.getValue())
                        .toList());
        assertThat(started).allMatch(line -> line.attempt() <= attempts.getOrDefault(line.task(), 0L));
        leavesNothing();
        return new Account(attempts.values().stream().mapToLong(Long::longValue).sum(), started.size());
    }

    private List<JsonNode> results(int tasks) {
        List<JsonNode> results = muster.run("results", name, "--json").jsonLines();
        assertThat(results)
                .hasSize(tasks)
                .allMatch(result -> result.path("state").asText().equals("DONE"));
        return results;
    }

    /** Conservation holds; no array and no process of the campaign is there. */
    void leavesNothing() {
        Ended rollcall = muster.run("rollcall", name, "--deep");
        assertThat(rollcall.exit()).as(rollcall.out() + rollcall.err()).isZero();
        await("empty queue of the scheduler")
                .untilAsserted(() -> assertThat(queued()).isEmpty());
        await("no process of ours").untilAsserted(() -> assertThat(processes()).isEmpty());
    }

    /**
     * Prints how long it took until the last of the tasks that ran when the fault came ran again.
     *
     * @return that time; zero where none had to
     */
    Duration recovery(String fault, Instant at) {
        List<Started> started = started();
        Map<Integer, Instant> again = started.stream()
                .filter(line -> line.attempt() > 1 && line.at().isAfter(at))
                .collect(Collectors.toMap(Started::task, Started::at, (a, b) -> a.isBefore(b) ? a : b));
        Duration slowest = again.values().stream()
                .map(time -> Duration.between(at, time))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        System.out.printf(
                Locale.ROOT,
                "RECOVERY %s: %d tasks ran again, the last after %.1f s%n",
                fault,
                again.size(),
                slowest.toMillis() / 1000.0);
        return slowest;
    }
}
