package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.StageSpec;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

/** What a shell is told at a TAB. */
class CompletionTest {
    private static final List<Stage> STAGES = CampaignFile.of(
                    Path.of("c.yml"),
                    "stages: {match: {command: x, tasks: {range: 1-2}}, merge: {command: y, after: match}}",
                    List.of())
            .stages()
            .stream()
            .map(StageSpec::stage)
            .toList();

    @TempDir
    Path home;

    private Desk desk;

    @BeforeEach
    void sit() throws IOException {
        desk = new Desk(home);
        for (String name : List.of("apollo", "artemis")) {
            Files.createDirectories(home.resolve("campaigns").resolve(name));
            Definition.keep(new MusterHome(home), new Campaign(name, "d", "me", Instant.EPOCH, STAGES));
        }
    }

    private List<String> at(String... words) {
        String[] args = new String[words.length + 1];
        args[0] = Completion.COMMAND;
        System.arraycopy(words, 0, args, 1, words.length);
        assertThat(desk.typesExactly(args)).isZero();
        assertThat(desk.err()).isEmpty();
        return desk.out().lines().toList();
    }

    @Test
    void commandsOptionsAndNamesAreCompleted() throws IOException {
        assertThat(at("ro")).containsExactly("rollcall");
        assertThat(at("help", "ro")).containsExactly("rollcall");
        assertThat(at("help", "campaign-")).containsExactly("campaign-file");
        assertThat(at("status", "a")).containsExactly("apollo", "artemis");
        assertThat(at("status", "--al")).containsExactly("--all");
        assertThat(at("run", "ap")).containsExactly("apollo", Completion.FILES);
        assertThat(at("run", "--lines", "")).containsExactly(Completion.FILES);
        assertThat(at("run", "--lines", "f", "--", "sha")).containsExactly(Completion.FILES);
        assertThat(at("tasks", "apollo", "--stage", "")).containsExactly("match", "merge");
        assertThat(at("tasks", "--state", "D")).containsExactly("DEAD", "DELAYED", "DONE");
        assertThat(at("redis", "st")).containsExactly("start", "status", "stop");
        assertThat(at("run", "--cluster", "")).containsExactly("local");
        assertThat(at("run", "--name", "x")).isEmpty();
        assertThat(desk.queues.asked).isEmpty();
    }

    @Test
    void whatCannotBeReadHasNoNamesAndIsNotTold() throws IOException {
        Files.writeString(home.resolve("campaigns/apollo/campaign.json"), "{");
        Path config = Files.writeString(home.resolve("m.yml"), "clusters: [");
        desk.variable("MUSTER_CONFIG", config.toString());
        assertThat(at("tasks", "apollo", "--stage", "")).isEmpty();
        assertThat(at("run", "--cluster", "")).containsExactly("local");
        assertThat(at("nonsense", "")).isEmpty();
        assertThat(at()).contains("run");
        desk.variable("MUSTER_HOME", home.resolve("none").toString());
        assertThat(at("status", "")).isEmpty();
        assertThat(home.resolve("none")).doesNotExist();
    }
}
