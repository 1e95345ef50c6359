package org.musterhpc.launcher.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.testkit.Meanwhile;

class DefinitionTest {
    private static final Campaign CAMPAIGN = new Campaign("c", "digest", "me", Instant.ofEpochMilli(7), List.of());

    @TempDir
    Path root;

    @Test
    void whatAnotherProgramPurgesMeanwhileIsNotThere() throws Exception {
        MusterHome home = new MusterHome(root);
        Path file = Files.createDirectories(home.campaign("c")).resolve("campaign.json");
        Meanwhile.again(
                () -> {
                    Definition.keep(home, CAMPAIGN);
                    Files.delete(file);
                },
                3000,
                () -> {
                    Campaign kept = Definition.kept(home, "c");
                    assertThat(kept == null ? "c" : kept.name()).isEqualTo("c");
                });
    }
}
