package org.musterhpc.launcher.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.model.Campaign;

class DefinitionTest {
    private static final Campaign CAMPAIGN = new Campaign("c", "digest", "me", Instant.ofEpochMilli(7), List.of());

    @TempDir
    Path root;

    @Test
    void whatAnotherProgramPurgesMeanwhileIsNotThere() throws Exception {
        MusterHome home = new MusterHome(root);
        Path file = Files.createDirectories(home.campaign("c")).resolve("campaign.json");
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService another = Executors.newSingleThreadExecutor();
        try {
            Future<?> end = another.submit(() -> {
                while (!over.get()) {
                    Definition.keep(home, CAMPAIGN);
                    Files.delete(file);
                }
                return null;
            });
            for (int look = 0; look < 3000; look++) {
                Campaign kept = Definition.kept(home, "c");
                assertThat(kept == null ? "c" : kept.name()).isEqualTo("c");
            }
            over.set(true);
            end.get();
        } finally {
            over.set(true);
            another.shutdown();
        }
    }
}
