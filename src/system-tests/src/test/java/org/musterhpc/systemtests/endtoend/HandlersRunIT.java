package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** The example with a handler, and many more tasks than it has: what takes long happens once a slot. */
class HandlersRunIT {
    private static final String CAMPAIGN = """
            campaign: tiles
            handler: python3 regrid.py
            tasks: {csv: tiles.csv}
            retry: {max_attempts: 1}
            """;

    private static Muster muster() throws Exception {
        Muster muster = new Muster();
        muster.write("muster.yml", "agent: {slots: 2}\n");
        for (String name : List.of("muster_handler.py", "regrid.py", "handler.yml")) {
            muster.write(name, muster.example("handler/" + name));
        }
        return muster;
    }

    private static List<String> lines(Muster muster, String name) throws Exception {
        Path file = muster.folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void thousandTasksAreDoneByTwoProcesses() throws Exception {
        try (Muster muster = muster()) {
            StringBuilder rows = new StringBuilder("tile,level\n");
            for (int i = 1; i <= 1000; i++) {
                rows.append(i).append(",10\n");
            }
            muster.write("tiles.csv", rows.toString());
            muster.write("tiles.yml", CAMPAIGN);
            Ended run = muster.run("run", "tiles.yml", "--config", "muster.yml");

            assertThat(run.exit()).as(run.err()).isEqualTo(1); // the ten bad ones
            assertThat(lines(muster, "started.txt")).hasSizeBetween(1, 2);
            List<String> done = lines(muster, "regridded.txt");
            assertThat(done).hasSize(990);
            assertThat(new HashSet<>(done)).hasSize(990);
            assertThat(muster.run("rollcall", "tiles").exit()).isZero();

            String shown = muster.run("show", "tiles", "main/000113").out();
            assertThat(shown).contains("python3 regrid.py", "ValueError: tile 113 is a bad one");
            assertThat(muster.run("logs", "tiles", "main/000112").out()).isEqualTo("regridding tile 112\n");

            Ended tried = muster.run("try", "tiles", "main/000007", "--dry");
            assertThat(tried.exit()).as(tried.err()).isZero();
            assertThat(tried.out()).contains("regridding tile 7");
            assertThat(lines(muster, "regridded.txt")).hasSize(991).endsWith("7");
        }
    }

    @Test
    void exampleRunsAndAnotherHandlerIsAChange() throws Exception {
        try (Muster muster = muster()) {
            String file = muster.example("handler/handler.yml");
            Ended run = muster.run("run", "handler.yml", "--config", "muster.yml");
            assertThat(run.exit()).as(run.err()).isZero();

            muster.write("handler.yml", file.replace("tasks: 1000", "tasks: 2"));
            Ended update = muster.run("submit", "--update", "handler.yml");
            assertThat(update.exit()).as(update.err()).isZero();
            assertThat(update.out() + update.err()).contains("handler changed");
        }
    }
}
