package org.musterhpc.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.UpstreamTask;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

/** What a task is told of those that it waited for. */
class UpstreamTasksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<UpstreamTask> there = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    private UpstreamTasks written(Stage.@Nullable After after) throws Exception {
        UpstreamTasks files = new UpstreamTasks(
                (stage, key, failed, sink) -> {
                    asked.add(stage + " " + key + (failed ? " failed" : ""));
                    there.forEach(sink);
                },
                folder);
        files.write(PlainStage.of("join", folder, after), lease(), 2);
        return files;
    }

    @Test
    void itemsAreALineForEachOfTheGroupInTheirOrder() throws Exception {
        there.add(task("part/b", State.DONE, Outcome.OK));
        there.add(task("part/a", State.DONE, Outcome.OK));
        UpstreamTasks files = written(new Stage.After(List.of("part"), Stage.Mode.GROUP, "sample", false));

        assertThat(asked).containsExactly("join g1");
        assertThat(files.items()).containsExactly("b", "a");
        assertThat(files.variables()).containsOnlyKeys("MUSTER_ITEMS");
        List<String> lines = Files.readAllLines(Path.of(files.variables().get("MUSTER_ITEMS")));
        assertThat(lines).hasSize(2);
        JsonNode first = JSON.readTree(lines.get(0));
        assertThat(first.path("id").asText()).isEqualTo("part/b");
        assertThat(first.path("key").asText()).isEqualTo("b");
        assertThat(first.path("state").asText()).isEqualTo("DONE");
        assertThat(first.path("params").path("sample").asText()).isEqualTo("g1");
        assertThat(first.path("result").asInt()).isEqualTo(7);
    }

    @Test
    void whatDidNotEndWellIsAnArrayThatIsThereAlsoWhereAllDid() throws Exception {
        Stage.After after = new Stage.After(List.of("part"), Stage.Mode.GROUP, "sample", true);
        there.add(task("part/a", State.DONE, Outcome.OK));
        assertThat(failed(written(after))).isEmpty();

        there.add(task("part/b", State.DEAD, Outcome.EXIT));
        there.add(new UpstreamTask("part", "part/c", null));
        JsonNode failed = failed(written(after));
        assertThat(failed).hasSize(2);
        assertThat(failed.get(0).path("id").asText()).isEqualTo("part/b");
        assertThat(failed.get(0).path("outcome").asText()).isEqualTo("EXIT");
        assertThat(failed.get(0).path("exit").asInt()).isEqualTo(3);
        assertThat(failed.get(1).path("id").asText()).isEqualTo("part/c");
        assertThat(failed.get(1).path("state").isNull()).isTrue();
    }

    @Test
    void oneByOneAndOfAWholeStageOnlyThoseAreAskedForThatFailed() throws Exception {
        UpstreamTasks files = written(new Stage.After(List.of("part"), Stage.Mode.ALL, null, true));
        assertThat(asked).containsExactly("join g1 failed");
        assertThat(files.variables()).containsOnlyKeys("MUSTER_UPSTREAM");
        assertThat(failed(files)).isEmpty();
    }

    @Test
    void whereEverythingMustBeDoneNothingIsAsked() throws Exception {
        assertThat(written(null).variables()).isEmpty();
        assertThat(written(new Stage.After("part", true)).variables()).isEmpty();
        assertThat(written(new Stage.After("part", false)).variables()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void groupWhoseListIsLostDoesNotRunWithoutIt() {
        assertThatThrownBy(() -> written(new Stage.After(List.of("part"), Stage.Mode.GROUP, "sample", false)))
                .isInstanceOf(Preparation.Unfit.class)
                .hasMessageContaining("is lost")
                .hasMessageContaining("rollcall --deep");
    }

    @Test
    void keysOfTooManyAreLeftToTheFile() throws Exception {
        String key = "k".repeat(200);
        for (int i = 0; i < 6_000; i++) {
            there.add(new UpstreamTask("part", "part/" + key + i, null));
        }
        UpstreamTasks files = written(new Stage.After(List.of("part"), Stage.Mode.GROUP, "sample", false));
        assertThatThrownBy(files::items).isInstanceOf(Preparation.Unfit.class).hasMessageContaining("$MUSTER_ITEMS");
        assertThat(Files.readAllLines(Path.of(files.variables().get("MUSTER_ITEMS"))))
                .hasSize(6_000);
    }

    private static JsonNode failed(UpstreamTasks files) throws IOException {
        return JSON.readTree(Path.of(files.variables().get("MUSTER_UPSTREAM")).toFile());
    }

    private static UpstreamTask task(String id, State state, Outcome outcome) {
        var nothing = JsonNodeFactory.instance;
        Message message = new Message(
                id,
                1,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                nothing.objectNode().put("sample", "g1"),
                nothing.objectNode());
        Attempt last = new Attempt(
                1,
                5,
                outcome,
                new Attempt.Detail(outcome == Outcome.EXIT ? 3 : 0, null, null),
                new Attempt.Place("agent", "host", "cluster", null),
                Instant.EPOCH,
                Instant.EPOCH,
                new Attempt.Usage(0, 0, 0),
                nothing.numberNode(7),
                null,
                Attempt.Ran.of(1, message));
        return new UpstreamTask("part", id, new Ending("part", state, message, last));
    }

    private static Lease lease() {
        var nothing = JsonNodeFactory.instance;
        return new Lease(
                "join",
                new Message(
                        "join/g1",
                        1,
                        Message.Tries.NONE,
                        Message.Needs.NOTHING,
                        nothing.objectNode(),
                        nothing.objectNode()),
                1,
                Instant.EPOCH,
                Duration.ofMinutes(1));
    }
}
