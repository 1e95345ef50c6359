package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.read.Replies;

/** What must hold of Redis' structures at every moment, whatever happened; knows nothing of how they came about. */
final class Laws {
    private final Campaign campaign;
    /** Whether other producers may have sent ids that are there already; then an id can be in several places. */
    private final boolean doubles;

    Laws(Campaign campaign, boolean doubles) {
        this.campaign = campaign;
        this.doubles = doubles;
    }

    /**
     * @param given who ever had which token: {@code stage token} → {@code id agent}; brought up to date
     * @return what is broken, a line each
     */
    List<String> broken(Map<String, Places> all, Map<String, String> given) {
        List<String> broken = new ArrayList<>();
        for (Stage stage : campaign.stages()) {
            Places places = all.get(stage.name());
            if (places != null) {
                List<String> lines = new ArrayList<>();
                conservation(places, lines);
                leases(stage.name(), places, given, lines);
                seconds(stage.name(), places, given, lines);
                if (!doubles) {
                    oncePerId(places, lines);
                }
                Stage.After after = stage.after();
                if (after != null) {
                    followers(stage.name(), after, places, all, lines);
                }
                brought(stage.name(), places, lines);
                bounds(stage, places, all, lines);
                lines.forEach(line -> broken.add(stage.name() + ": " + line));
            }
        }
        return broken;
    }

    private static void conservation(Places places, List<String> broken) {
        long sum = places.count("pending")
                + places.held.size()
                - places.count("blank_held")
                + places.blocked.size()
                + places.working.size()
                + places.delayed.size()
                + places.index.size()
                + places.dead.size()
                + places.cancelled.size();
        if (sum != places.count("pushed")) {
            broken.add("conservation: " + places.count("pushed") + " pushed, " + sum + " there");
        }
        long blanks = places.proc.stream().filter(String::isEmpty).count();
        if (blanks != places.count("blank")) {
            broken.add("blank: " + places.count("blank") + " counted, " + blanks + " on the queue");
        }
        long counted = places.proc.stream().filter(Ideal::counted).count();
        if (counted != places.count("pending")) {
            broken.add("pending: " + places.count("pending") + " counted, " + counted + " on the queue");
        }
    }

    private static void leases(String stage, Places places, Map<String, String> given, List<String> broken) {
        if (!places.expiry.keySet().equals(places.working.keySet())) {
            broken.add("expiry has " + places.expiry.keySet() + ", working has " + places.working.keySet());
        }
        Set<Long> tokens = new HashSet<>();
        places.working.forEach((id, record) -> {
            Replies.Working working = Rig.working(record);
            if (!tokens.add(working.token()) || working.token() > places.count("token")) {
                broken.add("token " + working.token() + " of " + id + " is another's, or was never given");
            }
            String holder = id + " " + working.agent();
            String before = given.putIfAbsent(stage + " " + working.token(), holder);
            if (before != null && !before.equals(holder)) {
                broken.add("token " + working.token() + " of " + holder + " was given to " + before + " before");
            }
        });
    }

    /** A second attempt has a token of its own, which only its agent ever had. */
    private static void seconds(String stage, Places places, Map<String, String> given, List<String> broken) {
        places.doubles.forEach((id, text) -> {
            IdealDoubles.Second second = IdealDoubles.Second.read(text);
            if (second.token() == 0) {
                return; // it has failed
            }
            String holder = id + " " + second.agent();
            String before = given.putIfAbsent(stage + " " + second.token(), holder);
            if (second.token() > places.count("token") || (before != null && !before.equals(holder))) {
                broken.add("token " + second.token() + " of the second attempt of " + holder + " is " + before + "'s");
            }
        });
    }

    private static void oncePerId(Places places, List<String> broken) {
        Map<String, Integer> times = new HashMap<>();
        List<String> bodies = new ArrayList<>(places.proc);
        bodies.addAll(places.held);
        bodies.addAll(places.blocked.values());
        bodies.addAll(places.delayed.keySet());
        for (String body : bodies) {
            Message message = Ideal.counted(body) ? Ideal.read(body, "?") : null;
            if (message != null) {
                times.merge(message.id(), 1, Integer::sum);
            }
        }
        List<Set<String>> byId = List.of(
                places.working.keySet(), places.index.keySet(), places.dead.keySet(), places.cancelled.keySet());
        byId.forEach(ids -> ids.forEach(id -> times.merge(id, 1, Integer::sum)));
        times.forEach((id, number) -> {
            if (number != 1) {
                broken.add(id + " is in " + number + " places");
            }
        });
        List<String> done = places.done.stream()
                .map(entry -> entry.substring(0, entry.indexOf(' ')))
                .toList();
        if (done.size() != new HashSet<>(done).size() || !new HashSet<>(done).equals(places.index.keySet())) {
            broken.add("done has " + done + ", its index " + places.index.keySet());
        }
    }

    private void followers(
            String stage, Stage.After after, Places places, Map<String, Places> all, List<String> broken) {
        switch (after.mode()) {
            case ALL -> whole(stage, after, places, before(all, after.stages().get(0)), broken);
            case GROUP ->
                groups(stage, after, places, before(all, after.stages().get(0)), broken);
            case EACH -> each(stage, after, places, all, broken);
            case CHILDREN -> {
                // They wait for nothing.
            }
        }
    }

    /** Each task that a result brought along was brought once. */
    private void brought(String stage, Places places, List<String> broken) {
        Stage.After after = campaign.stage(stage).after();
        if (after == null || !campaign.brought(stage) || after.mode() == Stage.Mode.EACH) {
            return;
        }
        long sum = places.brought.values().stream().mapToLong(Long::longValue).sum();
        if (sum != Math.max(1, places.count("next")) - 1) {
            broken.add("brought " + places.brought + ", but the next number is " + places.count("next"));
        }
    }

    /** Never are more under way than the stage lets be, nor more of a limit than there is. */
    private void bounds(Stage stage, Places places, Map<String, Places> all, List<String> broken) {
        int most = stage.bounds().maxRunning();
        if (most > 0 && places.working.size() > most) {
            broken.add("max_running: " + places.working.size() + " are under way, " + most + " may be");
        }
        stage.bounds().shares().forEach((name, share) -> {
            long used = campaign.stages().stream()
                    .filter(other -> other.bounds().shares().containsKey(name))
                    .mapToLong(other -> (long) other.bounds().shares().get(name).need()
                            * before(all, other.name()).working.size())
                    .sum();
            if (used > share.of()) {
                broken.add("limit " + name + ": " + used + " are in use, there are " + share.of());
            }
        });
    }

    private static Places before(Map<String, Places> all, String stage) {
        return all.getOrDefault(stage, new Places());
    }

    private static void whole(String stage, Stage.After after, Places places, Places before, List<String> broken) {
        long over = before.index.size() + (after.ended() ? (long) before.dead.size() + before.cancelled.size() : 0L);
        boolean complete = before.count("sealed") == 1 && over == before.count("pushed");
        if (complete && places.count("open") == 0) {
            broken.add("all of " + after.stages() + " is over and " + stage + " is not open");
        }
        if (places.count("open") == 1 && !places.held.isEmpty()) {
            broken.add("open, but holds " + places.held);
        }
    }

    private void each(String stage, Stage.After after, Places places, Map<String, Places> all, List<String> broken) {
        places.blocked.keySet().forEach(group -> {
            long waits = after.stages().stream()
                    .filter(before -> !before(all, before).isOver(before + "/" + group, after.ended()))
                    .count();
            if (waits == 0 || waits != places.need.getOrDefault(group, 1L)) {
                broken.add(group + " waits for " + waits + ", needs " + places.need.get(group));
            }
        });
        places.need.keySet().stream()
                .filter(group -> !places.blocked.containsKey(group))
                .forEach(group -> broken.add("nobody waits in " + group + ", which needs " + places.need.get(group)));
        if (after.ended()) {
            return; // what had ended may have been sent again
        }
        Set<String> free = new HashSet<>(doubles ? Set.of() : places.index.keySet());
        List<String> bodies = new ArrayList<>(places.proc);
        bodies.addAll(places.delayed.keySet());
        places.working.values().forEach(record -> bodies.add(Rig.working(record).body()));
        for (String body : bodies) {
            Message message = Ideal.read(body, "?");
            if (message != null && message.n() > 0) {
                free.add(message.id());
            }
        }
        for (String id : free) {
            String key = id.startsWith(stage + "/") ? id.substring(stage.length()) : "";
            for (String name : after.stages()) {
                Places before = before(all, name);
                boolean reopened = before.history.containsKey(name + key);
                if (key.matches("/\\d{6}(\\.\\d+)?") && !before.index.containsKey(name + key) && !reopened) {
                    broken.add(id + " is free, but " + name + key + " is not done");
                }
            }
        }
    }

    private static void groups(String stage, Stage.After after, Places places, Places before, List<String> broken) {
        Map<String, Long> needs = new TreeMap<>();
        List<String> bodies = new ArrayList<>(before.proc);
        bodies.addAll(before.held);
        bodies.addAll(before.blocked.values());
        bodies.addAll(before.delayed.keySet());
        before.working.values().forEach(record -> bodies.add(Rig.working(record).body()));
        if (!after.ended()) {
            before.dead.values().forEach(record -> bodies.add(record.substring(record.indexOf(' ') + 1)));
            bodies.addAll(before.cancelled.values());
        }
        for (String body : bodies) {
            Message message = Ideal.read(body, "?");
            String group = message == null || message.n() == 0
                    ? null
                    : message.extra().path("groups").path(stage).textValue();
            if (group != null) {
                needs.merge(group, 1L, Long::sum);
            }
        }
        if (!needs.equals(places.need)) {
            broken.add("groups need " + places.need + ", should need " + needs);
        }
        places.blocked.keySet().forEach(group -> {
            if (before.count("sealed") == 1 && !needs.containsKey(group)) {
                broken.add("all of group " + group + " is over, and it waits");
            }
        });
    }
}
