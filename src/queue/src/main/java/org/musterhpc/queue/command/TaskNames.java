package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.TaskKey;

/** What a template may name that is no parameter: who the task is, and whom it follows. A parameter of that name hides it. */
public final class TaskNames {
    public static final String PARENT = "parent";
    public static final String PARENT_KEY = "parent_key";

    /** Keys of the tasks that make up the group; {@link Items} as a value. */
    public static final String ITEMS = "items";

    /** Of every task. */
    public static final List<String> ALWAYS = List.of("id", "index", "attempt", "key", "stage", "campaign");

    /** Of tasks that follow one of another stage, or a group of them. */
    public static final List<String> OF_FOLLOWERS = List.of(PARENT, PARENT_KEY);

    private TaskNames() {}

    /** Whether a name is one of these of some task, be it of this stage or not. */
    public static boolean known(String name) {
        return ALWAYS.contains(name) || OF_FOLLOWERS.contains(name) || name.equals(ITEMS);
    }

    /** Whether tasks of the stage are made of several others that have a list: those that wait for a group. */
    public static boolean hasItems(Stage stage) {
        After after = stage.after();
        return after != null && after.mode() == Mode.GROUP;
    }

    /** Whether tasks of the stage have a parent: not those that wait for the whole of another stage. */
    public static boolean hasParent(Stage stage) {
        After after = stage.after();
        return after != null && !after.all();
    }

    /** Whether the command of a task names the tasks of its group; a parameter of that name hides them. */
    public static boolean wantsItems(Stage stage, Message message) {
        TaskCommand own = message.needs().command();
        return hasItems(stage)
                && !message.params().has(ITEMS)
                && CommandTemplate.parse(own == null ? stage.command() : own)
                        .names()
                        .contains(ITEMS);
    }

    static void put(Map<String, JsonNode> names, String campaign, Message message, Stage stage, int attempt) {
        names.put("id", TextNode.valueOf(message.id()));
        names.put("index", LongNode.valueOf(message.n()));
        names.put("attempt", IntNode.valueOf(attempt));
        String key = within(stage.name(), message.id());
        names.put("key", TextNode.valueOf(key));
        names.put("stage", TextNode.valueOf(stage.name()));
        names.put("campaign", TextNode.valueOf(campaign));
        After after = stage.after();
        if (hasItems(stage)) {
            names.put(ITEMS, Items.UNKNOWN);
        }
        if (after != null && !after.all()) {
            String first = after.stages().get(0);
            String told = after.mode() == Mode.CHILDREN ? told(message) : null;
            names.put(PARENT, TextNode.valueOf(told == null ? first + "/" + key : told));
            names.put(PARENT_KEY, TextNode.valueOf(told == null ? key : within(first, told)));
        }
    }

    /** A child has another key than its parent, so its message names that. */
    private static @Nullable String told(Message message) {
        JsonNode parent = message.extra().get(Children.BROUGHT_BY);
        return parent != null && parent.isTextual() && !parent.textValue().isEmpty() ? parent.textValue() : null;
    }

    /** The id without its stage; whole where nothing is behind that. */
    private static String within(String stage, String id) {
        String key = TaskKey.of(stage, id);
        return key.isEmpty() ? id : key;
    }
}
