package org.musterhpc.launcher.cluster.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.FleetContract;

/** On a scheduler of a few scripts, which remembers elements in two files. */
class ArrayFleetContractIT extends FleetContract {
    private static final String MOVE = "grep \"^$p\" running >> ended; grep -v \"^$p\" running > kept; mv kept running";

    @TempDir
    Path temp;

    private final WatchedArrays site = new WatchedArrays() {};
    private Path running;
    private Duration later = Duration.ZERO;

    @BeforeEach
    void scheduler(TestInfo test) throws IOException {
        site.folder = temp;
        site.open(test);
        site.push(9);
        Path state = Files.createDirectory(temp.resolve("state"));
        running = Files.createFile(state.resolve("running"));
        Files.createFile(state.resolve("ended"));
        Files.writeString(state.resolve("next"), "71\n");
        String there = "cd " + state + "; ";
        site.commands
                .with(
                        "sbatch",
                        WatchedArrays.COUNT + there + "j=$(cat next); echo $((j + 1)) > next; i=0; "
                                + "while [ $i -lt $n ]; do echo \"$j|$i|\" >> running; i=$((i + 1)); done; echo $j")
                .with("squeue", there + "sed 's/$/RUNNING|None|0|/' running; sed 's/$/NODE_FAIL|NodeDown|0|/' ended")
                .with("scancel", there + "for id in \"$@\"; do p=$(echo \"$id\" | tr _ '|')'|'; " + MOVE + "; done");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Override
    protected Fleet open(String program) {
        ArrayFleet fleet = site.fleet(program);
        fleet.submit();
        return fleet;
    }

    @Override
    protected Fleet attach(String program) {
        return site.fleet(program);
    }

    @Override
    protected void round(Fleet fleet) {
        later = later.plusSeconds(70);
        fleet.runOnce(site.at(later));
    }

    @Override
    protected int running() {
        return lines().size();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void killOne() {
        List<String> lines = lines();
        try {
            Files.writeString(running.resolveSibling("ended"), lines.get(0) + "\n");
            Files.write(running, lines.subList(1, lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected boolean endWithTheirProgram() {
        return false;
    }
}
