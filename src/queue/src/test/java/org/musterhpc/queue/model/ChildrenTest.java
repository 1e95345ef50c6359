package org.musterhpc.queue.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/** What a result brings along. */
class ChildrenTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final After BORN = new After(List.of("split"), Mode.CHILDREN, null, false);
    private static final After EACH = new After("part", false);
    private static final After GROUP = new After(List.of("fix"), Mode.GROUP, "sample", false);
    private static final After BOTH = new After(List.of("part", "fix"), Mode.EACH, null, false);
    private static final Campaign CAMPAIGN = new Campaign(
            "c",
            "d",
            "me",
            Instant.EPOCH,
            List.of(
                    stage("split", null, follower("part", BORN)),
                    stage("part", BORN, follower("both", BOTH), follower("fix", EACH)),
                    stage("fix", EACH, follower("both", BOTH), follower("join", GROUP)),
                    stage("both", BOTH),
                    stage("join", GROUP),
                    stage("all", new After("join", true))));

    private static Follower follower(String stage, After after) {
        return new Follower(stage, after.mode(), after.group(), after.ended());
    }

    private static Stage stage(String name, @Nullable After after, Follower... followers) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofHours(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                after,
                List.of(followers),
                0);
    }

    private static Map<String, List<Message>> brought(String result) throws Exception {
        Message parent = new Message(
                "split/x",
                7,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode().put("site", "a").put("k", 1),
                JsonNodeFactory.instance.objectNode());
        return Children.of(CAMPAIGN, "split", parent, JSON.readTree(result));
    }

    @Test
    void childrenComeWithWhatFollowsThemOneByOneAndInGroups() throws Exception {
        Map<String, List<Message>> all = brought("""
                {"children": [{"sample": "s1", "k": 2}, {"sample": "s2"}, {"sample": "s1"}], "more": 1}""");
        assertThat(all.keySet()).containsExactlyInAnyOrder("part", "fix", "both", "join");
        assertThat(ids(all, "part")).containsExactly("part/x.1", "part/x.2", "part/x.3");
        assertThat(ids(all, "fix")).containsExactly("fix/x.1", "fix/x.2", "fix/x.3");
        assertThat(ids(all, "both")).containsExactly("both/x.1", "both/x.2", "both/x.3");
        assertThat(ids(all, "join")).containsExactly("join/s1", "join/s2");
        assertThat(all.get("part").get(0).params()).hasToString("{\"site\":\"a\",\"k\":2,\"sample\":\"s1\"}");
        assertThat(all.get("fix").get(1).extra())
                .hasToString("{\"groups\":{\"join\":\"s2\"},\"brought_by\":\"split/x\"}");
        assertThat(all.get("join").get(0).params()).hasToString("{\"sample\":\"s1\"}");
        assertThat(all.values().stream().flatMap(List::stream))
                .allMatch(message -> message.n() == 0 && Children.brought(message));
        assertThat(List.of("part", "fix", "both", "join")).allMatch(CAMPAIGN::brought);
        assertThat(List.of("split", "all")).noneMatch(CAMPAIGN::brought);
    }

    private static List<String> ids(Map<String, List<Message>> all, String stage) {
        return all.get(stage).stream().map(Message::id).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"children\": 3} | its children are not a list of objects",
                "{\"children\": null} | its children are not a list of objects",
                "{\"children\": [{\"sample\": 1}, 2]} | its child 2 is not an object of parameters",
                "{\"children\": [{\"sample\": 1, \"id\": 2}]} | its child 1 has a parameter 'id', which Muster sets itself",
                "{\"children\": [{}]} | a child has no 'sample' that is a text or a number, and a stage groups by it",
                "{\"children\": [{\"sample\": \"../x\"}]} | the 'sample' of a child, by which a stage groups, is not a plain relative path",
            })
    void whatIsNoTaskIsRefused(String result, String reason) {
        assertThatThrownBy(() -> brought(result))
                .isInstanceOf(Children.Refused.class)
                .hasMessage(reason);
    }

    @Test
    void tooManyAreRefused() {
        String children = "{\"sample\": 1},".repeat(Children.MOST);
        assertThatThrownBy(() -> brought("{\"children\": [" + children + "{\"sample\": 1}]}"))
                .hasMessageContaining("it has 10001 children, and one result brings at most 10000 along");
    }

    @Test
    void resultWithoutChildrenAndTheResultOfAnotherStageBringNothing() throws Exception {
        assertThat(brought("{\"x\": 1}")).isEmpty();
        assertThat(brought("[1]")).isEmpty();
        Message message =
                brought("{\"children\": [{\"sample\": 1}]}").get("part").get(0);
        JsonNode result = JSON.readTree("{\"children\": 17}");
        assertThat(Children.of(CAMPAIGN, "part", message, result)).isEmpty();
        assertThat(brought("{\"children\": []}").get("part")).isEmpty();
    }
}
