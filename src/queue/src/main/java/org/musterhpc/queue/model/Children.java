package org.musterhpc.queue.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/**
 * Tasks that the result of another brings along: {@code {"children": [{…}, …]}} in {@code $MUSTER_RESULT}, an object of
 * parameters each. They go to the stage that takes the children of the task's stage, with what follows that stage one by
 * one or in groups. The same result always brings the same tasks, so a report that is handed in again, and a restore from
 * a journal, bring no others.
 */
public final class Children {
    /** The key of a result under which they stand. */
    public static final String KEY = "children";

    /** One result brings no more: all of them are put in by one script, in some 10 ms. */
    public static final int MOST = 10_000;

    /** The key of a message that tells by which task's result it was brought. */
    public static final String BROUGHT_BY = "brought_by";

    private final Campaign campaign;
    private final Message parent;
    private final Map<String, List<Message>> tasks = new LinkedHashMap<>();

    private Children(Campaign campaign, Message parent) {
        this.campaign = campaign;
        this.parent = parent;
    }

    /** The result cannot be taken: what it brings along are no tasks. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /** Whether results of a stage bring tasks along. */
    public static boolean takenFrom(Stage stage) {
        return stage.followers().stream().anyMatch(follower -> follower.mode() == Mode.CHILDREN);
    }

    /** Whether a message was brought along by a result. */
    public static boolean brought(Message message) {
        return message.extra().has(BROUGHT_BY);
    }

    /**
     * The tasks that a result brings along, by their stages, each stage behind what it waits for: not signed, and without
     * numbers. Those of a group are there once, and again with each other result that has some of that group.
     *
     * @throws Refused where the result is not as it must be
     */
    public static Map<String, List<Message>> of(
            Campaign campaign, String stage, Message parent, @Nullable JsonNode result) throws Refused {
        Children children = new Children(campaign, parent);
        if (result != null && result.has(KEY) && takenFrom(campaign.stage(stage))) {
            List<ObjectNode> params = params(result.get(KEY));
            for (Follower follower : campaign.stage(stage).followers()) {
                if (follower.mode() == Mode.CHILDREN) {
                    children.take(stage, follower.stage(), params);
                }
            }
        }
        return children.tasks;
    }

    private static List<ObjectNode> params(JsonNode list) throws Refused {
        if (!list.isArray()) {
            throw new Refused("its children are not a list of objects");
        }
        if (list.size() > MOST) {
            throw new Refused("it has " + list.size() + " children, and one result brings at most " + MOST
                    + " along: let it bring some that bring the others");
        }
        List<ObjectNode> all = new ArrayList<>();
        for (JsonNode child : list) {
            int number = all.size() + 1;
            if (!(child instanceof ObjectNode params)) {
                throw new Refused("its child " + number + " is not an object of parameters");
            }
            for (Map.Entry<String, JsonNode> param : params.properties()) {
                if (Message.OWN_NAMES.contains(param.getKey())) {
                    throw new Refused("its child " + number + " has a parameter '" + param.getKey()
                            + "', which Muster sets itself");
                }
            }
            all.add(params);
        }
        return all;
    }

    private void take(String stage, String children, List<ObjectNode> params) throws Refused {
        String key = TaskKey.of(stage, parent.id());
        List<Message> messages = new ArrayList<>();
        for (ObjectNode own : params) {
            ObjectNode all = parent.params().deepCopy();
            all.setAll(own);
            messages.add(message(children, key + "." + (messages.size() + 1), all));
        }
        tasks.put(children, messages);
        follow(children);
    }

    /** What follows the tasks of a stage, and what follows that. */
    private void follow(String stage) throws Refused {
        List<Message> led = tasks.getOrDefault(stage, List.of());
        for (Follower follower : campaign.stage(stage).followers()) {
            String name = follower.stage();
            if (tasks.containsKey(name) || (follower.mode() != Mode.EACH && follower.mode() != Mode.GROUP)) {
                continue;
            }
            List<Message> messages = new ArrayList<>();
            String param = follower.group();
            if (param == null) {
                for (Message message : led) {
                    messages.add(message(name, TaskKey.of(stage, message.id()), message.params()));
                }
            } else {
                Set<String> groups = new LinkedHashSet<>();
                for (Message message : led) {
                    if (groups.add(group(message, param))) {
                        ObjectNode own = JsonNodeFactory.instance.objectNode();
                        own.set(param, message.params().get(param));
                        messages.add(message(name, group(message, param), own));
                    }
                }
            }
            tasks.put(name, messages);
            follow(name);
        }
    }

    private Message message(String stage, String key, ObjectNode params) throws Refused {
        Message message = new Message(
                stage + "/" + key, 0, Tries.NONE, Needs.NOTHING, params, JsonNodeFactory.instance.objectNode());
        for (Follower follower : campaign.stage(stage).followers()) {
            if (follower.group() != null) {
                message.extra()
                        .withObjectProperty(Message.GROUPS)
                        .put(follower.stage(), group(message, follower.group()));
            }
        }
        message.extra().put(BROUGHT_BY, parent.id());
        return message;
    }

    /** The groups to which a task belongs, for each stage that waits for groups of its stage. */
    public static List<String> groups(Stage stage, Message message) {
        return stage.followers().stream()
                .filter(follower -> follower.mode() == Mode.GROUP)
                .map(follower -> message.extra()
                        .path(Message.GROUPS)
                        .path(follower.stage())
                        .asText())
                .toList();
    }

    private static String group(Message message, String param) throws Refused {
        String group = TaskKey.ofGroup(message.params(), param);
        if (group == null) {
            throw new Refused("a child has no '" + param + "' that is a text or a number, and a stage groups by it");
        }
        String fault = TaskKey.fault(group);
        if (fault != null) {
            throw new Refused("the '" + param + "' of a child, by which a stage groups, " + fault);
        }
        return group;
    }

    /** The end of a task as the completed queue keeps it: how many children there were, not what they were. */
    public static Ending counted(Stage stage, Ending ending) {
        JsonNode result = ending.last().result();
        if (!takenFrom(stage) || result == null || !result.path(KEY).isArray()) {
            return ending;
        }
        ObjectNode shorter = ((ObjectNode) result).deepCopy();
        shorter.put(KEY, result.get(KEY).size());
        return new Ending(
                ending.stage(), ending.state(), ending.message(), ending.last().with(shorter));
    }
}
