package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.read.Finder;

/** What must become of tasks that a person cancels or sends again; works on an {@link Ideal}. */
final class IdealPerson {
    private final Ideal ideal;

    IdealPerson(Ideal ideal) {
        this.ideal = ideal;
    }

    /** Everything of a stage, or of all, that has not ended; from the last stage to the first. */
    long cancelAll(@Nullable String only) {
        List<Stage> stages = ideal.campaign.stages();
        long sum = 0;
        for (int i = stages.size() - 1; i >= 0; i--) {
            if (only == null || only.equals(stages.get(i).name())) {
                sum += cancelStage(stages.get(i).name());
            }
        }
        return sum;
    }

    private long cancelStage(String stage) {
        Places places = ideal.at(stage);
        List<String> waiting = new ArrayList<>(Places.withoutBlanks(places.held));
        List<String> pending = Places.withoutBlanks(places.proc);
        waiting.addAll(places.blocked.values());
        places.blocked.keySet().forEach(group -> unneeded(stage, group));
        waiting.forEach(body -> cancelled(stage, null, body));
        for (String body : pending) {
            places.add(Ideal.counted(body) ? "pending" : "pushed", Ideal.counted(body) ? -1 : 1);
            cancelled(stage, null, body);
        }
        // As a sorted set has them: by time, and by name where that is the same.
        places.delayed.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> cancelled(stage, null, entry.getKey()));
        places.working.forEach((id, record) -> {
            ideal.agents.revoke(record);
            ideal.doubles.over(places, id);
            cancelled(stage, id, Rig.working(record).body());
        });
        long sum = (long) waiting.size() + pending.size() + places.delayed.size() + places.working.size();
        places.held.clear();
        places.blocked.clear();
        places.proc.clear();
        places.delayed.clear();
        places.working.clear();
        places.expiry.clear();
        places.countBlanks();
        return sum;
    }

    /** A task is never put over another that was cancelled before: one of the two gets a name of its own. */
    private void cancelled(String stage, @Nullable String id, String body) {
        ideal.followers.over(stage, named(stage, id, body), body, false);
    }

    private String named(String stage, @Nullable String id, String body) {
        Places places = ideal.at(stage);
        Message message = Ideal.read(body, "?");
        String own = id != null ? id : message == null || !body.contains("\"id\"") ? null : message.id();
        String key = own == null ? stage + "/bad" : own;
        if (own == null || places.cancelled.containsKey(key)) {
            places.add("token", 1);
            key += "~c" + places.count("token");
        }
        Message named = Ideal.read(body, key);
        places.cancel(key, named == null ? "raw" : MessageCodec.encode(named));
        return key;
    }

    /** Of a group in which each waits for its own: nobody waits there any more. */
    private void unneeded(String stage, String group) {
        Stage.After after = ideal.campaign.stage(stage).after();
        if (after != null && after.mode() == Stage.Mode.EACH) {
            ideal.at(stage).need.remove(group);
        }
    }

    /** Whether there was something to cancel. */
    boolean cancel(String id) {
        for (String stage : ideal.stages.keySet()) {
            Places places = ideal.at(stage);
            if (places.index.containsKey(id) && !places.working.containsKey(id)) {
                return false;
            }
            String record = places.working.get(id);
            if (record != null) {
                ideal.doubles.over(places, id);
                places.working.remove(id);
                places.expiry.remove(id);
                ideal.agents.revoke(record);
                cancelled(stage, id, Rig.working(record).body());
                return true;
            }
            String dead = places.dead.get(id);
            if (dead != null) {
                places.dead.remove(id);
                remember(places, id, dead);
                named(stage, id, dead.substring(dead.indexOf(' ') + 1)); // it is over as it was
                return true;
            }
            if (places.cancelled.containsKey(id)) {
                return false;
            }
            if (cancelFrom(stage, new ArrayList<>(places.blocked.values()), id)) {
                return true;
            }
            boolean numbered = id.matches(stage + "/\\d{6}");
            if (numbered && (cancelFrom(stage, places.proc, id) || cancelFrom(stage, places.held, id))) {
                return true;
            }
        }
        for (String stage : ideal.stages.keySet()) {
            if (cancelWaiting(stage, id)) {
                return true;
            }
        }
        return false;
    }

    /** The same from where a task was found before; whether it was there still. */
    boolean cancel(Finder.Found found, String id) {
        String stage = found.view().stage();
        String message = MessageCodec.encode(found.view().message());
        Places places = ideal.at(stage);
        switch (found.queue()) {
            case PROCESSING -> {
                if (!places.proc.contains(found.body())) {
                    return false;
                }
                places.takeOut(places.proc, found.body());
                boolean counted = Ideal.counted(found.body());
                places.add(counted ? "pending" : "pushed", counted ? -1 : 1);
            }
            case DELAYED -> {
                if (places.delayed.remove(found.body()) == null) {
                    return false;
                }
            }
            case WORKING -> {
                String record = places.working.get(id);
                if (record == null) {
                    return false;
                }
                ideal.doubles.over(places, id);
                places.working.remove(id);
                places.expiry.remove(id);
                ideal.agents.revoke(record);
            }
            case DEAD -> {
                String dead =
                        Objects.requireNonNull(found.view().ending()).last().token() + " " + message;
                if (!places.dead.remove(id, dead)) {
                    return false;
                }
                remember(places, id, dead);
                named(stage, id, message); // it is over as it was
                return true;
            }
            default -> throw new IllegalArgumentException(found.queue().role());
        }
        cancelled(stage, id, message);
        return true;
    }

    /** The attempt that a task died of goes on to its history. */
    private static void remember(Places places, String id, String dead) {
        places.history.merge(id, dead.substring(0, dead.indexOf(' ')), (past, token) -> past + " " + token);
    }

    private boolean cancelWaiting(String stage, String id) {
        Places places = ideal.at(stage);
        String delayed = places.delayed.keySet().stream()
                .filter(body -> is(body, id))
                .findFirst()
                .orElse(null);
        if (delayed != null) {
            places.delayed.remove(delayed);
            cancelled(stage, null, delayed);
            return true;
        }
        return cancelFrom(stage, places.proc, id) || cancelFrom(stage, places.held, id);
    }

    private boolean cancelFrom(String stage, List<String> bodies, String id) {
        Places places = ideal.at(stage);
        String body = bodies.stream().filter(one -> is(one, id)).findFirst().orElse(null);
        if (body == null) {
            return false;
        }
        if (places.blocked.values().remove(body)) {
            unneeded(stage, IdealFollowers.key(stage, id));
        }
        if (bodies == places.proc || bodies == places.held) {
            places.takeOut(bodies, body);
        }
        if (bodies == places.proc) {
            places.add(Ideal.counted(body) ? "pending" : "pushed", Ideal.counted(body) ? -1 : 1);
        }
        cancelled(stage, null, body);
        return true;
    }

    private static boolean is(String body, String id) {
        Message message = Ideal.read(body, "?");
        return message != null && message.id().equals(id);
    }

    /** How many are sent again; where they go to the end of a list, in an order that is nobody's business. */
    long requeue(@Nullable String only, List<String> ids, boolean cancelledToo) {
        long sent = 0;
        for (String stage : ideal.stages.keySet()) {
            if (only != null && !only.equals(stage)) {
                continue;
            }
            Places places = ideal.at(stage);
            Map<String, String> dead = wanted(places.dead, ids);
            dead.forEach((id, text) -> remember(places, id, text));
            dead.replaceAll((id, text) -> text.substring(text.indexOf(' ') + 1));
            sent += again(stage, dead, places.dead);
            if (cancelledToo) {
                sent += again(stage, wanted(places.cancelled, ids), places.cancelled);
            }
            if (places.dead.isEmpty() && places.cancelled.isEmpty()) {
                places.ended.clear();
            }
        }
        return sent;
    }

    private static Map<String, String> wanted(Map<String, String> from, List<String> ids) {
        Map<String, String> wanted = new TreeMap<>(from);
        wanted.keySet().removeIf(id -> !ids.isEmpty() && !ids.contains(id));
        wanted.values().removeIf(text -> text.endsWith("raw"));
        return wanted;
    }

    private long again(String stage, Map<String, String> tasks, Map<String, String> from) {
        for (Map.Entry<String, String> task : new HashMap<>(tasks).entrySet()) {
            from.remove(task.getKey());
            Message message = Ideal.read(task.getValue(), task.getKey());
            if (message == null) {
                throw new IllegalStateException("unreadable: " + task);
            }
            Message afresh = message.withTries(new Tries(message.tries().attempt(), 0, 0))
                    .withNeeds(new Needs(null, null, 0, message.needs().command()));
            ideal.followers.place(stage, afresh, message.n() > 0);
            ideal.followers.again(stage, task.getKey(), MessageCodec.encode(afresh), false);
        }
        return tasks.size();
    }

    /** One that is done is to be done again, under a message with its attempt counted; whether it was done. */
    boolean reopen(String stage, Message message) {
        Places places = ideal.at(stage);
        String token = places.index.remove(message.id());
        if (token == null) {
            return false;
        }
        places.done.remove(message.id() + " " + token);
        places.history.merge(message.id(), token, (past, last) -> past + " " + last);
        places.add("out:OK", -1);
        ideal.followers.place(stage, message, message.n() > 0);
        ideal.followers.again(stage, message.id(), MessageCodec.encode(message), true);
        return true;
    }

    /** Takes over the order of what stands at the end of a list, if it is the same but for the order. */
    static void adopt(List<String> ideal, List<String> real) {
        if (ideal.size() == real.size()
                && ideal.stream()
                        .sorted()
                        .toList()
                        .equals(real.stream().sorted().toList())) {
            ideal.clear();
            ideal.addAll(real);
        }
    }
}
