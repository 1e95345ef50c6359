package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

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
                if (!doubles) {
                    oncePerId(places, lines);
                }
                Stage.After after = stage.after();
                Places before = after == null ? null : all.get(after.stage());
                if (after != null && before != null) {
                    followers(stage.name(), after, places, before, doubles, lines);
                }
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
        long blanks = places.proc.size() - Places.withoutBlanks(places.proc).size();
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
            Replies.Working working = Replies.Working.parse(record);
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

    private static void followers(
            String stage, Stage.After after, Places places, Places before, boolean doubles, List<String> broken) {
        if (after.all()) {
            boolean complete = before.count("sealed") == 1 && before.index.size() == before.count("pushed");
            if (complete && places.count("open") == 0) {
                broken.add("all of " + after.stage() + " is done and " + stage + " is not open");
            }
            if (places.count("open") == 1 && !places.held.isEmpty()) {
                broken.add("open, but holds " + places.held);
            }
            return;
        }
        places.blocked.keySet().forEach(waits -> {
            if (before.index.containsKey(waits)) {
                broken.add(waits + " is done, but its follower is blocked");
            }
        });
        Set<String> free = new HashSet<>(doubles ? Set.of() : places.index.keySet());
        List<String> bodies = new ArrayList<>(places.proc);
        bodies.addAll(places.delayed.keySet());
        places.working
                .values()
                .forEach(record -> bodies.add(Replies.Working.parse(record).body()));
        for (String body : bodies) {
            Message message = Ideal.read(body, "?");
            if (message != null && message.n() > 0) {
                free.add(message.id());
            }
        }
        for (String id : free) {
            String key = id.startsWith(stage + "/") ? id.substring(stage.length()) : "";
            if (key.matches("/\\d{6}") && !before.index.containsKey(after.stage() + key)) {
                broken.add(id + " is free, but what it waits for is not done");
            }
        }
    }
}
