package org.musterhpc.queue.redis.work;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.codec.MessageCodec;

/** Who waits for whom in an {@link Ideal}, and what becomes of them. */
final class IdealFollowers {
    private final Ideal ideal;

    IdealFollowers(Ideal ideal) {
        this.ideal = ideal;
    }

    static String key(String stage, String id) {
        return id.startsWith(stage + "/") ? id.substring(stage.length() + 1) : id;
    }

    /** The group for which a task counts; null: none. */
    static @Nullable String group(Follower follower, String stage, String id, String body) {
        if (follower.mode() == Mode.EACH) {
            return key(stage, id);
        }
        Message message = follower.mode() == Mode.GROUP ? Ideal.read(body, "?") : null;
        return message == null || message.n() == 0
                ? null
                : message.extra().path("groups").path(follower.stage()).textValue();
    }

    /** For how many tasks the group of this stage still waits. */
    long left(String stage, String group) {
        After after = ideal.campaign.stage(stage).after();
        if (after == null || after.mode() == Mode.ALL || after.mode() == Mode.CHILDREN) {
            return 0;
        }
        if (after.mode() == Mode.EACH) {
            return after.stages().stream()
                    .filter(before -> !ideal.at(before).isOver(before + "/" + group, after.ended()))
                    .count();
        }
        long need = ideal.at(stage).need.getOrDefault(group, 0L);
        return need == 0 && ideal.at(after.stages().get(0)).count("sealed") == 0 ? 1 : need;
    }

    /** Puts a message where it waits, or free; at the end of a list. */
    void place(String stage, Message message, boolean own) {
        After after = ideal.campaign.stage(stage).after();
        Places to = ideal.at(stage);
        String body = MessageCodec.encode(message);
        String group = key(stage, message.id());
        long left = own ? left(stage, group) : 0;
        if (left > 0) {
            to.blocked.put(group, body);
            if (after != null && after.mode() == Mode.EACH) {
                need(to, group, left, 1);
            }
        } else if (after != null && after.all() && to.count("open") == 0) {
            to.held.add(body);
        } else {
            to.proc.add(body);
            to.add("pending", 1);
        }
    }

    private static void need(Places places, String group, long count, long usual) {
        if (count == usual) {
            places.need.remove(group);
        } else {
            places.need.put(group, count);
        }
    }

    /** A new task of the stage. */
    void pushed(String stage, Message message) {
        for (Follower follower : ideal.campaign.stage(stage).followers()) {
            String group = follower.mode() == Mode.GROUP
                    ? group(follower, stage, message.id(), MessageCodec.encode(message))
                    : null;
            if (group != null) {
                Places to = ideal.at(follower.stage());
                to.need.merge(group, 1L, Long::sum);
                to.members.add("%s %010d %s".formatted(group, message.n(), message.id()));
            }
        }
    }

    /** A task is done, or has ended otherwise. */
    void over(String stage, String id, String body, boolean done) {
        for (Follower follower : ideal.campaign.stage(stage).followers()) {
            String group = done || follower.ended() ? group(follower, stage, id, body) : null;
            Places to = ideal.at(follower.stage());
            if (group == null || follower.mode() == Mode.ALL) {
                continue;
            }
            boolean each = follower.mode() == Mode.EACH;
            if (each && !to.blocked.containsKey(group)) {
                continue;
            }
            long left = Math.max(0, to.need.getOrDefault(group, each ? 1L : 0L) - 1);
            need(to, group, each && left == 0 ? 1 : left, each ? 1 : 0);
            if (left == 0 && (each || ideal.at(stage).count("sealed") == 1)) {
                free(to, group);
            }
        }
        release(stage);
    }

    private static void free(Places to, String group) {
        String body = to.blocked.remove(group);
        if (body != null) {
            to.proc.add(body);
            to.add("pending", 1);
        }
    }

    /** A task that was over is not any more. */
    void again(String stage, String id, String body, boolean done) {
        for (Follower follower : ideal.campaign.stage(stage).followers()) {
            String group = done || follower.ended() ? group(follower, stage, id, body) : null;
            Places to = ideal.at(follower.stage());
            boolean each = follower.mode() == Mode.EACH;
            if (group != null && follower.mode() != Mode.ALL && (!each || to.blocked.containsKey(group))) {
                need(to, group, to.need.getOrDefault(group, each ? 1L : 0L) + 1, each ? 1 : 0);
            }
        }
    }

    /** What the result of a task that is done brings along. */
    void bring(Ending ending) {
        Map<String, Set<String>> fresh = new HashMap<>();
        children(ending).forEach((stage, messages) -> {
            After after = Objects.requireNonNull(ideal.campaign.stage(stage).after());
            Places to = ideal.at(stage);
            Set<String> groups = switch (after.mode()) {
                case CHILDREN -> fresh(to, ending.message().id(), stage, messages);
                case GROUP -> fresh(to, stage, messages);
                default -> fresh.getOrDefault(after.stages().get(0), Set.of());
            };
            fresh.put(stage, groups);
            for (Message message : messages) {
                if (groups.contains(key(stage, message.id()))) {
                    long n = Math.max(1, to.count("next"));
                    Message numbered = new Message(
                            message.id(), n, message.tries(), message.needs(), message.params(), message.extra());
                    put(to, after, key(stage, message.id()), MessageCodec.encode(numbered));
                    pushed(stage, numbered);
                    to.add("pushed", 1);
                    to.counts.put("next", n + 1);
                    to.counts.remove("sealed");
                }
            }
        });
    }

    private Map<String, List<Message>> children(Ending ending) {
        try {
            return Children.of(
                    ideal.campaign,
                    ending.stage(),
                    ending.message(),
                    ending.last().result());
        } catch (Children.Refused e) {
            throw new AssertionError(e);
        }
    }

    /** Keys of children that were not brought before. */
    private static Set<String> fresh(Places to, String parent, String stage, List<Message> messages) {
        int there = to.brought.getOrDefault(parent, 0L).intValue();
        if (messages.size() > there) {
            to.brought.put(parent, (long) messages.size());
        }
        return messages.stream()
                .skip(there)
                .map(message -> key(stage, message.id()))
                .collect(Collectors.toSet());
    }

    /** Groups of which there was none before. */
    private static Set<String> fresh(Places to, String stage, List<Message> messages) {
        return messages.stream()
                .map(message -> key(stage, message.id()))
                .filter(group -> to.brought.put(group, 1L) == null)
                .collect(Collectors.toSet());
    }

    private static void put(Places to, After after, String group, String body) {
        if (after.mode() == Mode.CHILDREN) {
            to.proc.add(body);
            to.add("pending", 1);
        } else {
            to.blocked.put(group, body);
            if (after.mode() == Mode.EACH) {
                need(to, group, after.stages().size(), 1);
            }
        }
    }

    /** Stages whose tasks are brought along by results, where no more can come. */
    void sealBrought() {
        for (Stage stage : ideal.campaign.stages()) {
            After after = stage.after();
            if (after != null
                    && ideal.campaign.brought(stage.name())
                    && ideal.at(stage.name()).count("sealed") == 0
                    && after.stages().stream().allMatch(before -> noMore(ideal.at(before), after.mode()))) {
                seal(stage.name());
            }
        }
    }

    private static boolean noMore(Places before, Mode mode) {
        long ended = (long) before.index.size() + before.dead.size() + before.cancelled.size();
        return before.count("sealed") == 1 && (mode != Mode.CHILDREN || ended >= before.count("pushed"));
    }

    /** Tasks are to be added to these stages. */
    String unseal(List<String> stages) {
        boolean moving = ideal.stages.values().stream().anyMatch(places -> !Ideal.still(places));
        boolean begun = ideal.campaign.stages().stream()
                .anyMatch(stage -> stage.after() != null
                        && stage.after().all()
                        && stages.contains(stage.after().stages().get(0))
                        && ideal.at(stage.name()).count("open") == 1);
        if (!moving || begun) {
            return moving ? "BEGUN" : "COMPLETE";
        }
        stages.forEach(stage -> ideal.at(stage).counts.remove("sealed"));
        return "OK";
    }

    void seal(String stage) {
        ideal.at(stage).counts.put("sealed", 1L);
        release(stage);
        for (Follower follower : ideal.campaign.stage(stage).followers()) {
            Places to = ideal.at(follower.stage());
            if (follower.mode() == Mode.GROUP) {
                for (String group : List.copyOf(to.blocked.keySet())) {
                    if (to.need.getOrDefault(group, 0L) == 0) {
                        free(to, group);
                    }
                }
            }
        }
    }

    private void release(String stage) {
        Places from = ideal.at(stage);
        if (from.count("sealed") == 0) {
            return;
        }
        for (Follower follower : ideal.campaign.stage(stage).followers()) {
            Places to = ideal.at(follower.stage());
            long over = from.index.size() + (follower.ended() ? (long) from.dead.size() + from.cancelled.size() : 0L);
            if (follower.mode() == Mode.ALL && to.count("open") == 0 && over == from.count("pushed")) {
                to.counts.put("open", 1L);
                to.proc.addAll(0, to.held);
                to.add("pending", Places.withoutBlanks(to.held).size());
                to.held.clear();
                to.countBlanks();
            }
        }
    }
}
