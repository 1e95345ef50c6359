package org.musterhpc.queue.redis.work;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.read.EntryId;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads everything of a campaign out of Redis' own structures, at one moment. */
final class Contents {
    private static final int PARTS = 17;
    private static final String LUA = """
            local reply = {}
            local stages = tonumber(ARGV[1])
            for s = 1, stages do
              local at = (s - 1) * 17
              reply[#reply + 1] = redis.call('LRANGE', KEYS[at + 1], 0, -1)
              reply[#reply + 1] = redis.call('LRANGE', KEYS[at + 2], 0, -1)
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 3])
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 4])
              reply[#reply + 1] = redis.call('ZRANGE', KEYS[at + 5], 0, -1, 'WITHSCORES')
              reply[#reply + 1] = redis.call('ZRANGE', KEYS[at + 6], 0, -1, 'WITHSCORES')
              local done = {}
              for _, entry in ipairs(redis.call('XRANGE', KEYS[at + 7], ARGV[s + 1], '+')) do
                done[#done + 1] = entry[1]
                done[#done + 1] = entry[2][2]
              end
              reply[#reply + 1] = done
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 8])
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 9])
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 10])
              local history = redis.call('HGETALL', KEYS[at + 11])
              for i = 2, #history, 2 do
                local tokens = {}
                for token in string.gmatch(history[i], '{"token":(%d+),') do tokens[#tokens + 1] = token end
                history[i] = table.concat(tokens, ' ')
              end
              reply[#reply + 1] = history
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 12])
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 13])
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 14])
              local ended = {}
              for _, entry in ipairs(redis.call('XRANGE', KEYS[at + 15], '-', '+')) do
                ended[#ended + 1] = entry[2][2] .. ' ' .. entry[2][4]
              end
              reply[#reply + 1] = ended
              reply[#reply + 1] = redis.call('ZRANGE', KEYS[at + 16], 0, -1)
              reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 17])
            end
            local agents = stages * 17
            reply[#reply + 1] = redis.call('ZRANGE', KEYS[agents + 1], 0, -1, 'WITHSCORES')
            reply[#reply + 1] = redis.call('HGETALL', KEYS[agents + 2])
            if ARGV[stages + 2] then
              redis.call('DEL', unpack(KEYS))
              for i = stages + 3, #ARGV do redis.call('COPY', ARGV[stages + 2] .. ARGV[i], KEYS[tonumber(ARGV[i])]) end
            end
            return reply
            """;

    private final TestScript script = new TestScript(LUA);
    private final ScriptRunner runner;
    private final List<String> stages;
    private final List<String> keys = new ArrayList<>();
    private final Map<String, String> read = new HashMap<>();
    private IdealAgents agents = new IdealAgents();

    Contents(ScriptRunner runner, Campaign campaign) {
        this.runner = runner;
        this.stages = campaign.stages().stream().map(Stage::name).toList();
        Keys names = new Keys(RedisAddress.DEFAULT_PREFIX, campaign.name()).named(campaign.queues());
        for (String stage : stages) {
            keys.addAll(List.of(
                    names.proc(stage),
                    names.held(stage),
                    names.blocked(stage),
                    names.working(stage),
                    names.expiry(stage),
                    names.delayed(stage),
                    names.done(stage),
                    names.index(stage),
                    names.dead(stage),
                    names.cancelled(stage),
                    names.history(stage),
                    names.counts(stage),
                    names.need(stage),
                    names.brought(stage),
                    names.ended(stage),
                    names.members(stage),
                    names.doubles(stage)));
        }
        keys.add(names.beats());
        keys.add(names.revoked());
    }

    /** What the last look found of the agents. */
    IdealAgents agents() {
        return agents;
    }

    /** All keys that are read, for whoever keeps copies of them. */
    List<String> keys() {
        return keys;
    }

    /**
     * @param seen what of the completed queues was read before, so that only the rest of these long structures is;
     *     brought up to date
     */
    Map<String, Places> at(Map<String, Done> seen) {
        return at(seen, null);
    }

    /**
     * What is done behind the look, with keys the first of which are those that are looked at: all are replaced by copies.
     *
     * @param copies what the names of the copies begin with, and the places of the keys of which there are some
     */
    record Then(List<String> keys, List<String> copies) {}

    Map<String, Places> at(Map<String, Done> seen, @Nullable Then then) {
        List<String> args = new ArrayList<>(List.of(Integer.toString(stages.size())));
        stages.forEach(stage ->
                args.add(seen.computeIfAbsent(stage, any -> Done.nothing()).next()));
        args.addAll(then == null ? List.of() : then.copies());
        List<?> reply = (List<?>) script.run(runner, then == null ? keys : then.keys(), args);
        Map<String, Places> places = new LinkedHashMap<>();
        agents = new IdealAgents();
        pairs(reply.get(stages.size() * PARTS))
                .forEach((agent, ms) -> agents.beats.put(agent, (long) Double.parseDouble(ms)));
        pairs(reply.get(stages.size() * PARTS + 1))
                .forEach((agent, count) -> agents.revoked.put(agent, Long.parseLong(count)));
        for (int i = 0; i < stages.size(); i++) {
            String stage = stages.get(i);
            List<?> parts = reply.subList(i * PARTS, (i + 1) * PARTS);
            Done done = seen.getOrDefault(stage, Done.nothing()).and(stage, texts(parts.get(6)));
            seen.put(stage, done);
            places.put(stage, places(parts, done));
        }
        return places;
    }

    /** Of what the index has, the tokens under which it was done; a question mark where the record is another's, or missing. */
    private static Map<String, String> index(Map<String, String> index, Done done) {
        Map<String, String> tokens = new LinkedHashMap<>();
        index.forEach((id, entry) -> {
            String record = done.entries().getOrDefault(String.valueOf(EntryId.whole(entry)), "");
            tokens.put(id, record.startsWith(id + " ") ? record.substring(id.length() + 1) : "?");
        });
        return tokens;
    }

    /** What was read of a completed queue: {@code id token} each, the same by the id of its entry, and that of the last. */
    record Done(List<String> records, Map<String, String> entries, String last) {
        static Done nothing() {
            return new Done(List.of(), Map.of(), "");
        }

        private String next() {
            return last.isEmpty() ? "-" : "(" + last;
        }

        private Done and(String stage, List<String> more) {
            if (more.isEmpty()) {
                return this;
            }
            List<String> all = new ArrayList<>(records);
            Map<String, String> byEntry = new HashMap<>(entries);
            for (int i = 1; i < more.size(); i += 2) {
                Ending ending = DoneCodec.decode(stage, more.get(i), place -> null);
                String record = ending.message().id() + " " + ending.last().token();
                all.add(record);
                byEntry.put(more.get(i - 1), record);
            }
            return new Done(all, byEntry, more.get(more.size() - 2));
        }
    }

    private Places places(List<?> parts, Done done) {
        Places places = new Places();
        places.proc.addAll(texts(parts.get(0)));
        places.held.addAll(texts(parts.get(1)));
        places.blocked.putAll(pairs(parts.get(2)));
        places.working.putAll(pairs(parts.get(3)));
        pairs(parts.get(4)).forEach((id, ms) -> places.expiry.put(id, (long) Double.parseDouble(ms)));
        pairs(parts.get(5)).forEach((body, ms) -> places.delayed.put(body, (long) Double.parseDouble(ms)));
        places.done.addAll(done.records());
        places.index.putAll(index(pairs(parts.get(7)), done));
        pairs(parts.get(8)).forEach((id, text) -> places.dead.put(id, ended(id, text, true)));
        pairs(parts.get(9)).forEach((id, text) -> places.cancelled.put(id, ended(id, text, false)));
        places.history.putAll(pairs(parts.get(10)));
        Map<String, String> counts = pairs(parts.get(11));
        places.alikeAs = counts.getOrDefault("alike_as", "");
        counts.remove("alike_as");
        counts.forEach((name, value) -> places.add(name, Long.parseLong(value)));
        pairs(parts.get(12)).forEach((group, count) -> places.need.put(group, Long.valueOf(count)));
        pairs(parts.get(13)).forEach((name, count) -> places.brought.put(name, Long.valueOf(count)));
        texts(parts.get(14)).forEach(told -> places.ended.merge(told, 1L, Long::sum));
        texts(parts.get(15)).forEach(text -> places.members.add(member(text)));
        places.doubles.putAll(pairs(parts.get(16)));
        return places;
    }

    private String ended(String id, String text, boolean withToken) {
        return read.computeIfAbsent(id + text, any -> {
            Ending ending = EndingCodec.decode(id, text);
            String message = EndingCodec.readable(ending) ? MessageCodec.encode(ending.message()) : "raw";
            return withToken ? ending.last().token() + " " + message : message;
        });
    }

    private static String member(String text) {
        int end = text.indexOf('\0');
        return text.substring(0, end) + " " + text.substring(end + 1, end + 11) + " " + text.substring(end + 11);
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String::valueOf).toList();
    }

    private static Map<String, String> pairs(Object list) {
        List<String> texts = texts(list);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            pairs.put(texts.get(i), texts.get(i + 1));
        }
        return pairs;
    }
}
