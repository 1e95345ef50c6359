package org.musterhpc.queue.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.TaskCommand;

class TaskNamesTest {
    private static final String ALL = "{{campaign}} {{stage}} {{key}}";
    private static final String FOLLOWER = ALL + " {{parent}} {{parent_key}}";

    @Test
    void taskOfItsOwnHasNoParent() {
        assertThat(filled(ALL, null, "join/a/b", object(), object())).isEqualTo("apollo join a/b");
        assertThat(TaskNames.hasParent(stage(null))).isFalse();
        assertThat(Parameters.of("apollo", message("join/1", object(), object()), stage(null), 1))
                .doesNotContainKeys("parent", "parent_key");
    }

    @Test
    void parentIsTheTaskOfTheSameKeyInTheFirstStage() {
        After several = new After(List.of("split", "scan"), Mode.EACH, null, false);
        assertThat(filled(FOLLOWER, several, "join/a/b", object(), object()))
                .isEqualTo("apollo join a/b split/a/b a/b");
    }

    @Test
    void parentOfATaskForAGroupIsTheGroup() {
        After group = new After(List.of("part"), Mode.GROUP, "sample", false);
        assertThat(filled(FOLLOWER, group, "join/s1", object(), object())).isEqualTo("apollo join s1 part/s1 s1");
    }

    @Test
    void whoWaitsForAWholeStageHasNoParent() {
        After all = new After("part", true);
        assertThat(TaskNames.hasParent(stage(all))).isFalse();
        assertThat(Parameters.of("apollo", message("join/1", object(), object()), stage(all), 1))
                .doesNotContainKeys("parent", "parent_key");
    }

    @Test
    void parentOfAChildIsTheTaskWhoseResultBroughtIt() {
        After children = new After(List.of("split"), Mode.CHILDREN, null, false);
        assertThat(filled(FOLLOWER, children, "join/7.2", object(), object().put("brought_by", "split/7")))
                .isEqualTo("apollo join 7.2 split/7 7");
        assertThat(filled(FOLLOWER, new After("split", false), "join/7.2", object(), object().put("brought_by", "a/7")))
                .as("who follows a child")
                .isEqualTo("apollo join 7.2 split/7.2 7.2");
    }

    @Test
    void idWithoutItsStageIsTheKeyAsItIs() {
        assertThat(filled(ALL, null, "mine", object(), object())).isEqualTo("apollo join mine");
        assertThat(filled(ALL, null, "joint/1", object(), object())).isEqualTo("apollo join joint/1");
        assertThat(filled(ALL, null, "join/", object(), object())).isEqualTo("apollo join join/");
    }

    @Test
    void parameterOfThatNameHidesIt() {
        ObjectNode own = object().put("stage", "III").put("parent", "root");
        assertThat(filled(FOLLOWER, new After("split", false), "join/1", own, object()))
                .isEqualTo("apollo III 1 root 1");
    }

    @Test
    void eachIsAVariableOfTheTaskToo() {
        Map<String, String> variables = Parameters.environment(
                Parameters.of("apollo", message("join/1", object(), object()), stage(new After("split", false)), 1));
        assertThat(variables)
                .containsEntry("MUSTER_PARAM_KEY", "1")
                .containsEntry("MUSTER_PARAM_PARENT", "split/1")
                .containsEntry("MUSTER_PARAM_PARENT_KEY", "1");
    }

    private static String filled(
            String template, @Nullable After after, String id, ObjectNode params, ObjectNode extra) {
        return TextTemplate.parse(template)
                .render(Parameters.of("apollo", message(id, params, extra), stage(after), 1));
    }

    private static Message message(String id, ObjectNode params, ObjectNode extra) {
        return new Message(id, 1, Message.Tries.NONE, Message.Needs.NOTHING, params, extra);
    }

    private static Stage stage(@Nullable After after) {
        return new Stage(
                "join",
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                after,
                List.of(),
                0);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
