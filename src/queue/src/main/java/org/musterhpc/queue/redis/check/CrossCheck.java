package org.musterhpc.queue.redis.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.Flaw.Kind;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.read.EntryId;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/** Compares what several keys say of the same thing. What moves meanwhile can seem wrong, so it is looked at again. */
final class CrossCheck {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int NAMED = 20;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;

    CrossCheck(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    private record About(String stage, Kind kind) {}

    /** What each of so many rounds finds wrong. */
    List<Flaw> flaws(int rounds) {
        Map<About, Set<String>> wrong = round();
        for (int i = 1; i < rounds && !wrong.isEmpty(); i++) {
            Map<About, Set<String>> again = round();
            wrong.forEach((about, ids) -> ids.retainAll(again.getOrDefault(about, Set.of())));
            wrong.values().removeIf(Set::isEmpty);
        }
        return wrong.entrySet().stream()
                .map(entry -> new Flaw(
                        entry.getKey().stage(),
                        entry.getKey().kind(),
                        entry.getValue().stream().limit(NAMED).toList(),
                        entry.getValue().size()))
                .toList();
    }

    private Map<About, Set<String>> round() {
        Round round = new Round(new LinkedHashMap<>());
        Set<String> agents = asked(round, known.keys().agents(), Map.<String, String>of(), UnifiedJedis::hgetAll)
                .keySet();
        Set<String> beats = new HashSet<>();
        Scan.sorted(runner, known.keys().beats(), (agent, until) -> beats.add(agent));
        for (Stage stage : known.campaign().stages()) {
            leases(round, stage.name(), agents, beats);
            records(round, stage.name());
            counters(round, stage.name());
            new FollowerCheck(runner, known.keys()).look(stage, what -> round.add(stage.name(), Kind.HELD, what));
            members(round, stage);
            histories(round, stage.name());
            doubles(round, stage.name());
        }
        new LedgerCheck(runner, known).look((kind, id) -> round.add("", kind, id));
        return round.wrong();
    }

    private record Round(Map<About, Set<String>> wrong) {
        void add(String stage, Kind kind, String id) {
            wrong.computeIfAbsent(new About(stage, kind), about -> new LinkedHashSet<>())
                    .add(id);
        }
    }

    private void leases(Round round, String stage, Set<String> agents, Set<String> beats) {
        Set<String> leases = new HashSet<>();
        Scan.sorted(runner, known.keys().expiry(stage), (id, ends) -> leases.add(id));
        Set<String> working = new HashSet<>();
        Scan.hash(runner, known.keys().working(stage), (id, record) -> {
            working.add(id);
            if (!leases.contains(id)) {
                round.add(stage, Kind.NO_LEASE, id);
            }
            String[] parts = record.split(" ", 3);
            if (parts.length == 3 && !beats.contains(parts[1])) {
                round.add(stage, Kind.NO_BEAT, parts[1]);
            } else if (parts.length == 3 && !agents.contains(parts[1])) {
                round.add(stage, Kind.UNKNOWN_AGENT, parts[1]);
            }
        });
        leases.stream().filter(id -> !working.contains(id)).forEach(id -> round.add(stage, Kind.STRAY_LEASE, id));
    }

    private void records(Round round, String stage) {
        String index = known.keys().index(stage);
        long[] matched = {0};
        Map<String, Scan.Entry> page = new LinkedHashMap<>();
        Scan.stream(runner, known.keys().done(stage), entry -> {
            String record = entry.record();
            page.put(entry.id().toString(), entry);
            if (page.size() == Scan.PAGE || record.isEmpty()) {
                matched[0] += indexed(round, stage, page);
                page.clear();
            }
        });
        matched[0] += indexed(round, stage, page);
        if (asked(round, index, 0L, UnifiedJedis::hlen) > matched[0]) {
            Scan.hash(runner, index, (id, text) -> {
                if (!exists(round, stage, text)) {
                    round.add(stage, Kind.NO_RECORD, id);
                }
            });
        }
    }

    /** Of a key that is of another type, that is found, and otherwise the answer to what it holds. */
    private <T> T asked(Round round, String key, T otherwise, BiFunction<UnifiedJedis, String, T> question) {
        T answer = runner.find(redis -> question.apply(redis, key));
        if (answer == null) {
            round.add("", Kind.WRONG_TYPE, key);
        }
        return answer == null ? otherwise : answer;
    }

    private boolean exists(Round round, String stage, String entry) {
        StreamEntryID id = EntryId.whole(entry);
        return id != null
                && !asked(
                                round,
                                known.keys().done(stage),
                                List.<StreamEntry>of(),
                                (redis, key) -> redis.xrange(key, id, id))
                        .isEmpty();
    }

    /** How many of these records the index has. */
    private long indexed(Round round, String stage, Map<String, Scan.Entry> page) {
        List<String> entries = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        page.forEach((entry, record) -> {
            try {
                ids.add(DoneCodec.decode(stage, record.record(), place -> null)
                        .message()
                        .id());
                entries.add(entry);
            } catch (RuntimeException unreadable) {
                round.add(stage, Kind.NOT_INDEXED, entry);
            }
        });
        if (ids.isEmpty()) {
            return 0;
        }
        List<String> found = asked(
                round,
                known.keys().index(stage),
                Collections.nCopies(ids.size(), null),
                (redis, key) -> redis.hmget(key, ids.toArray(String[]::new)));
        long matched = 0;
        for (int i = 0; i < ids.size(); i++) {
            String text = found.get(i);
            if (EntryId.shortened(new StreamEntryID(entries.get(i))).equals(text)) {
                matched++;
            } else {
                round.add(stage, Kind.NOT_INDEXED, ids.get(i));
            }
        }
        return matched;
    }

    private void counters(Round round, String stage) {
        Map<String, String> counts = asked(round, known.keys().counts(stage), Map.of(), UnifiedJedis::hgetAll);
        long[] own = {0};
        long[] blank = {0};
        boolean given = counts.containsKey("next");
        Scan.list(runner, known.keys().proc(stage), body -> {
            long n = number(body);
            own[0] += n >= 0 ? 1 : 0;
            blank[0] += body.isEmpty() ? 1 : 0;
            if (n > 0 && !given) {
                round.add(stage, Kind.COUNTERS, stage + "/" + n);
            }
        });
        String pending = counts.getOrDefault("pending", "0");
        if (!pending.equals(Long.toString(own[0]))) {
            round.add(stage, Kind.PENDING, own[0] + " are there, it says " + pending);
        }
        String blanks = counts.getOrDefault("blank", "0");
        if (!blanks.equals(Long.toString(blank[0]))) {
            round.add(stage, Kind.PENDING, blank[0] + " blanks are there, it says " + blanks);
        }
    }

    /** Of a message; -1 where it has none: nobody has counted it. */
    private static long number(String body) {
        try {
            return JSON.readTree(body).path("n").asLong(-1);
        } catch (JsonProcessingException e) {
            return -1;
        }
    }

    /** Every task of ours for whose group another stage waits is a member of one. */
    private void members(Round round, Stage stage) {
        Stage.After after = stage.after();
        if (after == null || after.mode() != Stage.Mode.GROUP) {
            return;
        }
        String next = runner.find(
                redis -> redis.hget(known.keys().counts(after.stages().get(0)), "next"));
        long tasks = next != null && next.matches("\\d{1,15}") ? Long.parseLong(next) - 1 : 0;
        long members = asked(round, known.keys().members(stage.name()), 0L, UnifiedJedis::zcard);
        if (members < tasks) {
            round.add(stage.name(), Kind.MEMBERS, (tasks - members) + " of " + tasks);
        }
    }

    /** One whose lease is over counts for nothing, and goes when the task ends: that is no flaw. */
    private void doubles(Round round, String stage) {
        Scan.hash(runner, known.keys().doubles(stage), (id, text) -> {
            if (Replies.Doubled.read(text) == null) {
                round.add(stage, Kind.NOT_A_DOUBLE, id);
            }
        });
    }

    private void histories(Round round, String stage) {
        Set<String> again = new LinkedHashSet<>();
        Scan.hash(runner, known.keys().dead(stage), (id, record) -> {
            try {
                if (JSON.readTree(record).path("message").path("attempt").asInt() > 1) {
                    again.add(id);
                }
            } catch (JsonProcessingException unreadable) {
                return; // told where it is listed
            }
        });
        for (String id : again) {
            if (runner.find(redis -> redis.hget(known.keys().history(stage), id)) == null) {
                round.add(stage, Kind.NO_HISTORY, id);
            }
        }
    }
}
